namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// The tests of QARTOD that are made (standards.md, "Sensor quality"; all of its table but density inversion), and one
/// for what the device says of itself. The numbers are durable: they are the places of the results in
/// <see cref="QualityFlags"/>.
/// </summary>
public enum QualityTest : byte
{
    /// <summary>The shape of the message. What breaks it never becomes a reading, so a reading passes.</summary>
    Syntax = 0,

    /// <summary>A future time, or one outside the span. Refused at the door likewise, so a reading passes.</summary>
    ImpossibleDate = 1,

    /// <summary>The reading follows its predecessor too late.</summary>
    TimeGap = 2,

    /// <summary>The reading was received too long after it was measured.</summary>
    DataReception = 3,

    /// <summary>Its position is none, or hops.</summary>
    Location = 4,

    /// <summary>Outside the spans of the sensor or the operator.</summary>
    GrossRange = 5,

    /// <summary>Outside the season's range.</summary>
    Climatology = 6,

    /// <summary>Stands out from both its neighbours; known one reading late.</summary>
    Spike = 7,

    /// <summary>Changed too fast since its predecessor.</summary>
    RateOfChange = 8,

    /// <summary>Hardly any change for too long: a stuck sensor.</summary>
    FlatLine = 9,

    /// <summary>Too little variation over a long time: a fouled or fading sensor.</summary>
    AttenuatedSignal = 10,

    /// <summary>The device was calibrating, in error or under maintenance: its value is excluded.</summary>
    DeviceCondition = 11,
}

/// <summary>The tests' names in schemes and the API.</summary>
public static class QualityTestNames
{
    private static readonly string[] s_names =
    [
        "syntax", "impossible_date", "time_gap", "data_reception", "location", "gross_range", "climatology", "spike",
        "rate_of_change", "flat_line", "attenuated_signal", "device_condition",
    ];

    /// <summary>All tests, in the order of their numbers.</summary>
    public static IReadOnlyList<QualityTest> All { get; } = Enum.GetValues<QualityTest>();

    /// <summary>Such as <c>flat_line</c>.</summary>
    public static string Name(this QualityTest test) => s_names[(int)test];
}
