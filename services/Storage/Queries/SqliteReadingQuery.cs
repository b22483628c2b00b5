using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Readings from the partitions' segments.</summary>
public sealed class SqliteReadingQuery(QueryPool pool) : IReadingQuery
{
    public ValueTask<ReadingPage?> FindPageAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var fromMs = from.ToUnixTimeMilliseconds();
        if (cursor is not null) fromMs = Math.Max(fromMs, PageCursor.Parse(cursor).AfterMs + 1);
        return pool.AskAsync(view => Find(view, deviceId, indicator, fromMs, to.ToUnixTimeMilliseconds(), limit), cancellationToken);
    }

    private static ReadingPage? Find(StoreView view, string deviceId, Indicator indicator, long fromMs, long toMs, int limit)
    {
        foreach (var partition in view.Partitions)
        {
            if (partition.FindDevice(deviceId) is not { } device) continue;

            var readings = new List<StoredReading>();
            if (partition.FindSeries(device, indicator.Number) is { } series) partition.ReadSeries(series, fromMs, toMs, readings);
            var points = readings.Take(limit)
                .Select(reading => new ReadingPoint(DateTimeOffset.FromUnixTimeMilliseconds(reading.TimeMs), reading.Value, reading.Flag, reading.Findings))
                .ToList();
            return new ReadingPage(
                points, readings.Count > points.Count ? new PageCursor(deviceId, readings[points.Count - 1].TimeMs).ToString() : null);
        }

        return null;
    }
}
