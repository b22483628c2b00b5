using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Sampling;

/// <summary>
/// Largest triangle three buckets: of each bucket the reading that spans the largest triangle with the one picked before it
/// and the mean of the next bucket; the first and the last reading always.
/// </summary>
internal sealed class LttbSampler(DateTimeOffset from, DateTimeOffset to, int points) : ReadingSampler(from, to, points, points - 2)
{
    private readonly List<ReadingPoint> _waiting = [];
    private ReadingPoint _last;

    private protected override void Close(IReadOnlyList<ReadingPoint> bucket, List<ReadingPoint> picked)
    {
        if (picked.Count == 0) picked.Add(bucket[0]);
        else PickWaiting(picked, MeanOf(bucket));

        _waiting.Clear();
        _waiting.AddRange(bucket);
        _last = bucket[^1];
    }

    private protected override void CloseLast(List<ReadingPoint> picked)
    {
        PickWaiting(picked, (_last.Time.ToUnixTimeMilliseconds(), _last.Value));
        if (picked[^1].Time < _last.Time) picked.Add(_last);
    }

    // None of a bucket whose one reading is picked already.
    private void PickWaiting(List<ReadingPoint> picked, (double TimeMs, double Value) after)
    {
        ReadingPoint? best = null;
        var largest = -1.0;
        var before = picked[^1];
        var beforeMs = (double)before.Time.ToUnixTimeMilliseconds();
        foreach (var reading in _waiting)
        {
            if (reading.Time <= before.Time) continue;

            // Twice the area.
            var area = Math.Abs(((beforeMs - after.TimeMs) * (reading.Value - before.Value)) - ((beforeMs - reading.Time.ToUnixTimeMilliseconds()) * (after.Value - before.Value)));
            if (area <= largest) continue;
            (best, largest) = (reading, area);
        }

        if (best is { } found) picked.Add(found);
    }

    private static (double TimeMs, double Value) MeanOf(IReadOnlyList<ReadingPoint> bucket) =>
        (bucket.Average(reading => (double)reading.Time.ToUnixTimeMilliseconds()), bucket.Average(reading => reading.Value));
}
