using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Queries;
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

    public async ValueTask<SampledReadings?> SampleAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, Downsampling method, int points, CancellationToken cancellationToken)
    {
        var walk = new SampleWalk(indicator, from, to, method, points);
        return await WalkAsync(deviceId, indicator, from, to, before: 0, walk, cancellationToken).ConfigureAwait(false) ? walk.Finish() : null;
    }

    /// <summary>Adds the readings of a range to a walk; false when the device is unknown.</summary>
    /// <param name="before">So many were in the walk's range elsewhere, of what one question may read.</param>
    internal ValueTask<bool> WalkAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, long before, SampleWalk walk, CancellationToken cancellationToken) =>
        pool.AskAsync(view => Walk(view, deviceId, indicator, from, to, before, walk, cancellationToken), cancellationToken);

    private static ReadingPage? Find(StoreView view, string deviceId, Indicator indicator, long fromMs, long toMs, int limit)
    {
        if (view.FindDevice(deviceId) is not { } device) return null;

        var about = device.Partition.CountAbout(device.Index, indicator.Number, fromMs, toMs);
        var points = new List<ReadingPoint>((int)Math.Min(limit, about));
        foreach (var reading in device.Partition.Walk(device.Index, indicator.Number, fromMs, toMs))
        {
            // One more than there is room for tells that there is a next page.
            if (points.Count == limit) return new ReadingPage(points, new PageCursor(deviceId, points[^1].Time.ToUnixTimeMilliseconds()).ToString());
            points.Add(PointOf(reading));
        }

        return new ReadingPage(points, null);
    }

    private bool Walk(
        StoreView view, string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, long before, SampleWalk walk, CancellationToken cancellationToken)
    {
        if (view.FindDevice(deviceId) is not { } device) return false;

        var (fromMs, toMs) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var estimate = before + device.Partition.CountAbout(device.Index, indicator.Number, fromMs, toMs);
        if (estimate > options.MaxReadingsAsked) throw new QuestionTooLargeException(estimate, options.MaxReadingsAsked);

        foreach (var reading in device.Partition.Walk(device.Index, indicator.Number, fromMs, toMs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            walk.Add(PointOf(reading));
        }

        return true;
    }

    private static ReadingPoint PointOf(in StoredReading reading) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(reading.TimeMs), reading.Value, reading.Flag, reading.Findings);
}
