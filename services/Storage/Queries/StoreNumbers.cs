using SmartSectors.Grains;

namespace SmartSectors.Storage.Queries;

/// <summary>By which numbers the partitions' stores know sites and series, as of their last commits.</summary>
public sealed class StoreNumbers(QueryPool pool)
{
    /// <summary>The shards of a site.</summary>
    public ValueTask<IReadOnlyList<(int Partition, int Site)>> ShardsOfAsync(string siteId, CancellationToken cancellationToken) =>
        pool.AskAsync<IReadOnlyList<(int, int)>>(
            view => [.. view.Partitions.SelectMany((partition, number) => partition.FindSite(siteId).Select(site => (number, site)))], cancellationToken);

    /// <summary>The series of devices, by the devices' durable numbers.</summary>
    public ValueTask<IReadOnlyList<(uint Device, int Series, ushort Indicator)>> SeriesOfAsync(IReadOnlyCollection<uint> devices, CancellationToken cancellationToken) =>
        pool.AskAsync<IReadOnlyList<(uint, int, ushort)>>(
            view =>
            [
                .. devices.SelectMany(device => view.Partition(Numbers.PartitionOf(device)).SeriesOf(Numbers.IndexOf(device))
                    .Select(series => (device, series.Series, series.Indicator))),
            ],
            cancellationToken);
}
