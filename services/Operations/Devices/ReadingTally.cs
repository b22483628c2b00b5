using SmartSectors.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using LastReading = SmartSectors.Telemetry.Queries.LastReading;

namespace SmartSectors.Operations.Devices;

/// <summary>What the readings of one indicator say, one after the other in time order.</summary>
internal sealed class ReadingTally
{
    private readonly LastReading _last;
    private readonly long _periodMs;
    private readonly long _slotsFromMs;
    private readonly long? _expected;
    private JudgedCount _judged;
    private long _readings;
    private long _received;
    private long _lastSlotMs = long.MinValue;

    public ReadingTally(LastReading last, TimeRange range, DateTimeOffset now)
    {
        _last = last;
        _periodMs = (long)last.Indicator.Period.TotalMilliseconds;
        if (last.ExpectedFrom is not { } active || _periodMs == 0) return;

        _slotsFromMs = (active > range.From ? active : range.From).ToUnixTimeMilliseconds();
        _expected = Slots.StartingIn(_slotsFromMs, (now < range.To ? now : range.To).ToUnixTimeMilliseconds(), _periodMs);
    }

    public void Add(in ReadingPoint point)
    {
        _readings++;
        _judged.Add(point.Flag);
        if (_expected is null) return;
        var slot = Slots.Start(point.Time.ToUnixTimeMilliseconds(), _periodMs);
        if (slot >= _slotsFromMs && slot != _lastSlotMs) _received++;
        _lastSlotMs = slot;
    }

    public IndicatorCriteriaBody ToBody() => new(
        _last.Indicator.Code, Share(_judged.Pass, _judged.Judged), _expected is { } slots ? Share(Math.Min(_received, slots), slots) : null,
        _readings, _expected, _expected is null ? null : _received);

    /// <summary>Null where there is nothing to have a part in.</summary>
    public static double? Share(long part, long whole) => whole > 0 ? (double)part / whole : null;
}
