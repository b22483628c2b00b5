using SmartSectors.Storage.Retention;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>What retention noted in the databases that a question is answered from.</summary>
/// <param name="hasOlderReadings">Older readings are answered by another store, which does not tell what it dropped.</param>
public sealed class SqliteKeptQuery(QueryPool pool, bool hasOlderReadings) : IKeptQuery
{
    public ValueTask<DateTimeOffset?> OfCellsAsync(AggregateRequest request, CancellationToken cancellationToken) =>
        request.Window is Window.Minute ? pool.AskAsync(view => Time(MinutesFrom(view, request)), cancellationToken) : default;

    public ValueTask<DateTimeOffset?> OfReadingsAsync(IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken) =>
        hasOlderReadings ? default : pool.AskAsync(
            view => Time(Latest(deviceIds.Select(view.FindDevice).OfType<(PartitionQueries Partition, int Index)>().Select(device => device.Partition).Distinct()
                .Select(partition => partition.KeptFrom(Dropped.Readings)))),
            cancellationToken);

    private static long MinutesFrom(StoreView view, AggregateRequest request)
    {
        if (request.Level is not AreaLevel.Site) return view.Areas.KeptFrom(Dropped.Minutes);
        var partitions = request.Area is { } site ? view.Partitions.Where(partition => partition.FindSite(site).Count > 0) : view.Partitions;
        return Latest(partitions.Select(partition => partition.KeptFrom(Dropped.Minutes)));
    }

    private static long Latest(IEnumerable<long> moments) => moments.DefaultIfEmpty(long.MinValue).Max();

    private static DateTimeOffset? Time(long timeMs) => timeMs > long.MinValue ? DateTimeOffset.FromUnixTimeMilliseconds(timeMs) : null;
}
