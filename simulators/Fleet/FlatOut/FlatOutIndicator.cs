namespace SmartSectors.Fleet.FlatOut;

/// <summary>A value of a flat-out message, always written with the same number of digits.</summary>
/// <param name="Key">The key in native JSON.</param>
/// <param name="Least">Whole part of the smallest start value; it has the digits of <paramref name="Most"/>.</param>
internal sealed record FlatOutIndicator(string Key, int Least, int Most)
{
    /// <summary>In the order in which they are taken; the first three are the message of the benchmark.</summary>
    public static readonly IReadOnlyList<FlatOutIndicator> All =
    [
        new("soil_moisture", 18, 42),
        new("soil_temp", 22, 32),
        new("soil_ec", 1, 3),
        new("air_temp", 22, 34),
        new("air_humidity", 60, 92),
    ];
}
