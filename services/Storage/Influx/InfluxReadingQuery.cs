using SmartSectors.Grains;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Sampling;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Answers for readings before a border from InfluxDB, and for the others from the partitions' databases, which keep those
/// that can still change. Nothing is computed there: what comes back goes the same way, so that both stores answer alike.
/// A failure of either is a failure of the answer.
/// </summary>
public sealed class InfluxReadingQuery : IReadingQuery, IDisposable
{
    private readonly InfluxClient _client;
    private readonly InfluxReadings _older;
    private readonly SqliteReadingQuery _newer;
    private readonly QueryPool _pool;
    private readonly IReadingBorder _border;
    private readonly long _maxReadings;
    private readonly int _pageReadings;

    public InfluxReadingQuery(InfluxOptions options, StorageOptions storage, QueryPool pool, SqliteReadingQuery newer, InfluxSink sink, TimeProvider time)
        : this(options, storage, pool, newer, (IReadingBorder)sink, time)
    {
    }

    internal InfluxReadingQuery(
        InfluxOptions options, StorageOptions storage, QueryPool pool, SqliteReadingQuery newer, IReadingBorder border, TimeProvider time)
    {
        (_newer, _pool, _border) = (newer, pool, border);
        (_maxReadings, _pageReadings) = (storage.MaxReadingsAsked, options.PageReadings);
        _client = new InfluxClient(options, time);
        _older = new InfluxReadings(_client);
    }

    public async ValueTask<ReadingPage?> FindPageAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var fromMs = from.ToUnixTimeMilliseconds();
        if (cursor is not null) fromMs = Math.Max(fromMs, PageCursor.Parse(cursor).AfterMs + 1);
        if (await FindBorderAsync(deviceId, cancellationToken).ConfigureAwait(false) is not { } borderMs) return null;

        var toMs = to.ToUnixTimeMilliseconds();
        var points = await _older.PageAsync(deviceId, indicator, fromMs, Math.Min(toMs, borderMs), limit + 1, cancellationToken).ConfigureAwait(false);
        if (points.Count > limit)
        {
            points.RemoveAt(limit);
            return new ReadingPage(points, After(deviceId, points));
        }

        if (toMs <= borderMs) return new ReadingPage(points, null);

        // One at least: whether there is a next page is for the rest to say.
        var start = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(fromMs, borderMs));
        var rest = await _newer.FindPageAsync(deviceId, indicator, start, to, Math.Max(1, limit - points.Count), null, cancellationToken).ConfigureAwait(false);
        if (points.Count == limit) return new ReadingPage(points, rest is { Points.Count: > 0 } ? After(deviceId, points) : null);
        return rest is null ? null : rest with { Points = [.. points, .. rest.Points] };
    }

    public async ValueTask<SampledReadings?> SampleAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, Downsampling method, int points, CancellationToken cancellationToken)
    {
        if (await FindBorderAsync(deviceId, cancellationToken).ConfigureAwait(false) is not { } borderMs) return null;

        var (fromMs, toMs) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var endMs = Math.Min(toMs, borderMs);
        var count = await _older.CountAsync(deviceId, indicator, fromMs, endMs, cancellationToken).ConfigureAwait(false);
        if (count > _maxReadings) throw new QuestionTooLargeException(count, _maxReadings);

        var walk = new SampleWalk(indicator, from, to, method, points);
        for (var nextMs = fromMs; nextMs < endMs;)
        {
            var page = await _older.PageAsync(deviceId, indicator, nextMs, endMs, _pageReadings, cancellationToken).ConfigureAwait(false);
            foreach (var point in page) walk.Add(point);
            nextMs = page.Count < _pageReadings ? endMs : page[^1].Time.ToUnixTimeMilliseconds() + 1;
        }

        if (toMs <= borderMs) return walk.Finish();
        var start = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(fromMs, borderMs));
        return await _newer.WalkAsync(deviceId, indicator, start, to, count, walk, cancellationToken).ConfigureAwait(false) ? walk.Finish() : null;
    }

    public void Dispose() => _client.Dispose();

    // Null when no store knows the device: its row is in its partition for ever.
    private async ValueTask<long?> FindBorderAsync(string deviceId, CancellationToken cancellationToken) =>
        await _pool.AskAsync(view => view.FindNumber(deviceId), cancellationToken).ConfigureAwait(false) is { } number
            ? await _border.FindAsync(Numbers.PartitionOf(number), cancellationToken).ConfigureAwait(false)
            : null;

    private static string After(string deviceId, List<ReadingPoint> points) =>
        new PageCursor(deviceId, points[^1].Time.ToUnixTimeMilliseconds()).ToString();
}
