using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>The devices of a site as of the partitions' last commits, in all of its shards.</summary>
public sealed class SqliteSiteDevices(QueryPool pool) : ISiteDevices
{
    public ValueTask<IReadOnlyList<string>> FindAsync(string siteId, int limit, CancellationToken cancellationToken) => pool.AskAsync<IReadOnlyList<string>>(
        view =>
        [
            .. view.Partitions.SelectMany(partition => partition.FindSite(siteId).SelectMany(partition.DevicesAt)).Order(StringComparer.Ordinal).Take(limit + 1),
        ],
        cancellationToken);
}
