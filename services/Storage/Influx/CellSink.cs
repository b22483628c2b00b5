using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Takes closed cells of all levels to InfluxDB, as the aggregates API answers them: each when its window is closed
/// everywhere, by the frontier that propagation keeps, and again at each revision, by the notes of them. A window's cells
/// are asked for in one question a level, so nothing is kept for it; a sink that is new goes through all windows from the
/// first on.
/// </summary>
internal sealed class CellSink : IDisposable
{
    private const int CellsAtOnce = 5_000;

    private static readonly AreaLevel[] s_levels = [AreaLevel.Province, AreaLevel.Commune, AreaLevel.Site];

    private readonly StorageOptions _storage;
    private readonly SinkHolds _holds;
    private readonly SinkCursors _cursors;
    private readonly Func<SchemeCatalog> _schemes;
    private readonly LineDelivery _delivery;
    private readonly InfluxOptions _options;
    private readonly QueryPool _pool;
    private readonly SqliteAggregateQuery _cells;
    private readonly RevisionView?[] _partitions = new RevisionView?[Numbers.PartitionCount];
    private readonly LineBatch _batch = new();
    private RevisionView? _areas;

    public CellSink(
        InfluxOptions options, StorageOptions storage, SinkHolds holds, SinkCursors cursors, Func<SchemeCatalog> schemes, AreaCatalog areas, LineDelivery delivery)
    {
        (_options, _storage, _holds, _cursors, _schemes, _delivery) = (options, storage, holds, cursors, schemes, delivery);
        _pool = new QueryPool(storage with { ConcurrentQueries = 1 }); // its own: it takes no turn of an operator's question
        _cells = new SqliteAggregateQuery(_pool, areas);
    }

    /// <summary>All closed cells of minutes before this moment were written; Unix milliseconds.</summary>
    public long MinutesBeforeMs => _cursors.ClosedBefore(Window.Minute) ?? long.MinValue;

    /// <summary>Sends what there is, or a part of it. False when nothing is left.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        _batch.Clear();
        if ((_areas ??= OpenAreas()) is not { } areas) return false;

        var isMore = false;
        foreach (var window in WindowCalendar.All) isMore |= await SendClosedAsync(window, cancellationToken).ConfigureAwait(false);
        isMore |= await SendRevisedAsync(SinkCursors.Areas, areas, _holds.Areas, AreaOf, cancellationToken).ConfigureAwait(false);
        var folder = Path.Combine(_storage.DataDirectory, "partitions");
        for (var i = 0; i < _partitions.Length; i++)
        {
            if ((_partitions[i] ??= RevisionView.TryOpen(SqlitePartitionStore.PathOf(folder, i))) is not { } partition) continue;
            var number = i;
            isMore |= await SendRevisedAsync(i, partition, _holds.Of(i), site => SiteOf(number, site), cancellationToken).ConfigureAwait(false);
        }

        return isMore;
    }

    public void Dispose()
    {
        _areas?.Dispose();
        foreach (var partition in _partitions) partition?.Dispose();
        _pool.Dispose();
    }

    private RevisionView? OpenAreas()
    {
        var areas = RevisionView.TryOpen(SqliteAreaStore.PathOf(_storage));
        if (areas is not null) _cursors.Revised(SinkCursors.Areas, Math.Min(areas.LastNumber, _cursors.RevisedThrough(SinkCursors.Areas)));
        return areas;
    }

    // So long a time at once, which is what is sent again after a failure.
    private static long StepMs(Window window) => window switch
    {
        Window.Minute => WindowCalendar.HourMs,
        Window.QuarterHour => WindowCalendar.DayMs,
        Window.Hour => 4 * WindowCalendar.DayMs,
        _ => 400 * WindowCalendar.DayMs,
    };

    private async Task<bool> SendClosedAsync(Window window, CancellationToken cancellationToken)
    {
        var frontierMs = await _pool.AskAsync(view => view.Areas.Frontier(window), cancellationToken).ConfigureAwait(false);
        if (frontierMs == 0 || (_cursors.ClosedBefore(window) ?? await EarliestAsync(cancellationToken).ConfigureAwait(false)) is not { } fromMs) return false;

        // A store that was put back to an earlier state closes windows anew.
        if (fromMs > frontierMs) _cursors.Closed(window, frontierMs);
        if (fromMs >= frontierMs) return false;

        var toMs = Math.Min(frontierMs, fromMs + StepMs(window));
        foreach (var indicator in Indicators)
        {
            // What a site has, the nation has: most indicators have nothing anywhere.
            if (!await SendAsync(indicator, AreaLevel.Nation, null, window, fromMs, toMs, cancellationToken).ConfigureAwait(false)) continue;
            foreach (var level in s_levels)
                await SendAsync(indicator, level, null, window, fromMs, toMs, cancellationToken).ConfigureAwait(false);
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _cursors.Closed(window, toMs);
        return toMs < frontierMs;
    }

    // Where a month has a cell, so do all shorter windows within it that had anything. Null before the first.
    private ValueTask<long?> EarliestAsync(CancellationToken cancellationToken) => _pool.AskAsync(
        view => Indicators.Min(indicator => view.Areas.FirstStart(indicator.Number, Window.Month, AreaNumber.Nation)),
        cancellationToken);

    private async Task<bool> SendRevisedAsync(
        int source, RevisionView notes, SinkHold hold, Func<int, ValueTask<(AreaLevel Level, string Area)>> name, CancellationToken cancellationToken)
    {
        var after = _cursors.RevisedThrough(source);
        var (keys, through) = notes.After(after);
        if (through == after) return false;

        // A late delivery revises many windows of one day: they are asked for together.
        foreach (var day in keys.GroupBy(key => (key.Indicator, key.Window, key.Site, Day: WindowCalendar.LocalMidnight(key.StartMs))))
        {
            if (Indicators.FirstOrDefault(each => each.Number == day.Key.Indicator) is not { } indicator) continue; // of a scheme that is no more
            var (level, area) = await name(day.Key.Site).ConfigureAwait(false);
            await SendAsync(
                indicator, level, area, day.Key.Window, day.Min(key => key.StartMs), day.Max(key => key.StartMs) + 1, cancellationToken).ConfigureAwait(false);
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _cursors.Revised(source, through);
        hold.RevisedThrough = through;
        return true;
    }

    // True where there was anything.
    private async Task<bool> SendAsync(
        Indicator indicator, AreaLevel level, string? area, Window window, long fromMs, long toMs, CancellationToken cancellationToken)
    {
        string? cursor = null;
        var any = false;
        do
        {
            var page = await _cells.FindPageAsync(
                new AggregateRequest(indicator, level, area, window, DateTimeOffset.FromUnixTimeMilliseconds(fromMs), DateTimeOffset.FromUnixTimeMilliseconds(toMs), CellsAtOnce, cursor),
                cancellationToken).ConfigureAwait(false);
            foreach (var series in page.Series)
            {
                var name = CellLines.SeriesOf(indicator, level, series.Area, window);
                foreach (var point in series.Points.Where(point => point.Final))
                {
                    CellLines.Add(_batch, name, point);
                    if (_batch.Lines >= _options.BatchLines || _batch.Bytes >= Math.Min(_options.BatchBytes, _delivery.BytesTaken))
                        await FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            any |= page.Series.Count > 0;
            cursor = page.Next;
        }
        while (cursor is not null);
        return any;
    }

    private IEnumerable<Indicator> Indicators => _schemes().Schemes.SelectMany(scheme => scheme.Indicators);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _delivery.DeliverAsync(_batch, null, cancellationToken).ConfigureAwait(false);
        _batch.Clear();
    }

    private static ValueTask<(AreaLevel Level, string Area)> AreaOf(int area)
    {
        var level = area switch
        {
            AreaNumber.Nation => AreaLevel.Nation,
            <= AreaNumber.Unassigned => AreaLevel.Province,
            _ => AreaLevel.Commune,
        };
        return ValueTask.FromResult((level, AreaNumber.Code(area)));
    }

    private async ValueTask<(AreaLevel Level, string Area)> SiteOf(int partition, int site) =>
        (AreaLevel.Site, await _pool.AskAsync(view => view.Partition(partition).SiteId(site), CancellationToken.None).ConfigureAwait(false));
}
