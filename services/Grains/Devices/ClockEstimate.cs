using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Devices;

/// <summary>
/// The least time from measurement to receipt, of the quarter-hour of the device's last receipt and of the one before it in
/// which it sent anything, on the log's clock. What gathers, and what a network delays, only makes it longer: under zero
/// the device's clock is ahead by that much at least, over zero behind by that much at most.
/// </summary>
internal struct ClockEstimate
{
    // In 10 ms, rounded down, and one more from zero on: zero is none. That reaches 248 days, which a clock that is off by
    // more is said to be.
    private const long UnitMs = 10;
    private const long MostMs = (int.MaxValue - 1) * UnitMs;

    private int _now;
    private int _before;

    /// <summary>In ms; null while nothing is known.</summary>
    public readonly long? LeastDelayMs =>
        _now == 0 && _before == 0 ? null
        : _now == 0 ? Delay(_before)
        : _before == 0 ? Delay(_now)
        : Delay(Math.Min(_now, _before));

    /// <summary>The first receipt of another quarter-hour.</summary>
    public void BeginQuarter()
    {
        if (_now != 0) _before = _now;
        _now = 0;
    }

    /// <param name="timeMs">What the device's clock said; any number at all.</param>
    /// <param name="receiptMs">When that came.</param>
    public void Note(long timeMs, long receiptMs)
    {
        var delayMs = receiptMs - Math.Clamp(timeMs, receiptMs - MostMs, receiptMs + MostMs);
        var units = (int)(delayMs >= 0 ? (delayMs / UnitMs) + 1 : -((-delayMs + UnitMs - 1) / UnitMs));
        if (_now == 0 || units < _now) _now = units;
    }

    public readonly void Write(ref ByteWriter writer)
    {
        writer.WriteSigned(_now);
        writer.WriteSigned(_before);
    }

    public static ClockEstimate Read(ref ByteReader reader) => new() { _now = (int)reader.ReadSigned(), _before = (int)reader.ReadSigned() };

    private static long Delay(int units) => (units > 0 ? units - 1 : units) * UnitMs;
}
