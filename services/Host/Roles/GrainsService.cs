using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Roles;

/// <summary>
/// The life of log and partitions: recovery before anything is acknowledged, and at the end a stop that makes durable
/// what was received and commits what was applied.
/// </summary>
internal sealed class GrainsService(
    SqliteReadingLog log, PartitionHost partitions, SqlitePartitionStore store, PropagationService propagation, QueryPool queries, DeviceDirectory directory)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        propagation.Open();
        partitions.Recover();
        var (sites, devices) = await queries.KnownAsync(cancellationToken);
        directory.Load(
            sites.Select(site => new KnownSite(site.Number, site.Sector, site.Id, site.Area)),
            devices.Select(device => new KnownDevice(device.Number, device.Id, device.Site)));
        directory.LoadTerms(await partitions.KnownTermsAsync());
        log.Start(partitions.Deliver);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            log.Stop();
            partitions.Dispose();
            log.Dispose();
            store.Dispose();
        },
        CancellationToken.None);
}
