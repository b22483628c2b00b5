using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Sampling;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Readings from the partitions' chunks and segments, a local day at a time.</summary>
public sealed class SqliteReadingQuery(QueryPool pool, StorageOptions options) : IReadingQuery
{
    public ValueTask<ReadingPage?> FindPageAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var fromMs = from.ToUnixTimeMilliseconds();
        if (cursor is not null) fromMs = Math.Max(fromMs, PageCursor.Parse(cursor).AfterMs + 1);
        return pool.AskAsync(view => Find(view, deviceId, indicator, fromMs, to.ToUnixTimeMilliseconds(), limit), cancellationToken);
    }

    public ValueTask<SampledReadings?> SampleAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, Downsampling method, int points, CancellationToken cancellationToken) =>
        pool.AskAsync(view => Sample(view, deviceId, indicator, from, to, ReadingSampler.Of(method, from, to, points), cancellationToken), cancellationToken);

    private static ReadingPage? Find(StoreView view, string deviceId, Indicator indicator, long fromMs, long toMs, int limit)
    {
        if (view.FindDevice(deviceId) is not { } device) return null;

        var points = new List<ReadingPoint>();
        foreach (var reading in device.Partition.Walk(device.Index, indicator.Number, fromMs, toMs))
        {
            // One more than there is room for tells that there is a next page.
            if (points.Count == limit) return new ReadingPage(points, new PageCursor(deviceId, points[^1].Time.ToUnixTimeMilliseconds()).ToString());
            points.Add(PointOf(reading));
        }

        return new ReadingPage(points, null);
    }

    private SampledReadings? Sample(
        StoreView view, string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, ReadingSampler sampler, CancellationToken cancellationToken)
    {
        if (view.FindDevice(deviceId) is not { } device) return null;

        var (fromMs, toMs) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var estimate = device.Partition.CountAbout(device.Index, indicator.Number, fromMs, toMs);
        if (estimate > options.MaxReadingsAsked) throw new QuestionTooLargeException(estimate, options.MaxReadingsAsked);

        var gaps = GapFinder.Of(indicator, from);
        var failed = 0L;
        foreach (var reading in device.Partition.Walk(device.Index, indicator.Number, fromMs, toMs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var point = PointOf(reading);
            gaps?.Note(point.Time);
            if (reading.Flag == ReadingFlag.Fail) failed++;
            else sampler.Add(point);
        }

        gaps?.End(to);
        return new SampledReadings(sampler.Finish(), sampler.Taken + failed, failed, gaps?.Gaps ?? []);
    }

    private static ReadingPoint PointOf(in StoredReading reading) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(reading.TimeMs), reading.Value, reading.Flag, reading.Findings);
}
