using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Roles;

/// <summary>Asks the partitions which devices are at a site; their ids are ingestion's.</summary>
internal sealed class SiteDevices(PartitionHost partitions, DeviceDirectory directory) : ISiteDevices
{
    public async ValueTask<IReadOnlyList<string>> FindAsync(string siteId, int limit, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(Enumerable.Range(0, Numbers.PartitionCount)
            .Select(partition => partitions.AskAsync(partition, asked => asked.FindDevicesAt(siteId, limit + 1)))).WaitAsync(cancellationToken);
        return [.. found.SelectMany((devices, partition) => directory.IdsOf(partition, devices)).Order(StringComparer.Ordinal).Take(limit + 1)];
    }
}
