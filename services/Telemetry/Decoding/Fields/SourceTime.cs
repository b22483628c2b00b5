using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>What a source's bare number of time counts, from 1970-01-01T00:00:00Z.</summary>
public enum TimePrecision : byte
{
    /// <summary>What the format prescribes.</summary>
    AsFormat,
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,

    /// <summary>Told by magnitude: 10¹¹ s is the year 5138, 10¹¹ ms was 1973, and so on by thousands.</summary>
    Auto,
}

/// <summary>
/// A moment as a message gives it. A bare number keeps its form, for a device may count in another unit than its format
/// prescribes and its profile may know that; a time that names its unit (ISO 8601) is exact. The default is no time.
/// </summary>
public readonly record struct SourceTime
{
    private readonly long _value;
    private readonly TimePrecision _precision;
    private readonly bool _isExact;

    private SourceTime(long value, TimePrecision precision, bool isExact)
    {
        _value = value;
        _precision = precision;
        _isExact = isExact;
    }

    public bool IsGiven => _precision is not TimePrecision.AsFormat;

    /// <summary>A time whose unit the message itself leaves no doubt about.</summary>
    public static SourceTime Exact(long unixMs) => new(unixMs, TimePrecision.Milliseconds, isExact: true);

    /// <summary>A bare number, in what the format prescribes.</summary>
    public static SourceTime Number(long value, TimePrecision prescribed) => new(value, prescribed, isExact: false);

    /// <summary>Unix milliseconds, rounded down; <see cref="IReadingSink.NoTime"/> where none is given.</summary>
    /// <param name="precision">What the profile knows of the device's numbers.</param>
    public long ToUnixMs(TimePrecision precision = TimePrecision.AsFormat)
    {
        if (!IsGiven) return IReadingSink.NoTime;
        var unit = _isExact || precision is TimePrecision.AsFormat ? _precision : precision;
        if (unit is TimePrecision.Auto) unit = ByMagnitude(_value);
        return unit switch
        {
            TimePrecision.Seconds => Saturate(_value),
            TimePrecision.Microseconds => FloorDivide(_value, 1_000),
            TimePrecision.Nanoseconds => FloorDivide(_value, 1_000_000),
            _ => Math.Max(_value, -long.MaxValue), // so that no number is NoTime by chance
        };
    }

    private static TimePrecision ByMagnitude(long value) => Math.Abs((double)value) switch
    {
        < 1e11 => TimePrecision.Seconds,
        < 1e14 => TimePrecision.Milliseconds,
        < 1e17 => TimePrecision.Microseconds,
        _ => TimePrecision.Nanoseconds,
    };

    private static long Saturate(long seconds) =>
        seconds > long.MaxValue / 1_000 ? long.MaxValue : seconds < -long.MaxValue / 1_000 ? -long.MaxValue : seconds * 1_000;

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
