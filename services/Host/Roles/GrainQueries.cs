using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Sessions;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Roles;

/// <summary>What is asked of the grains themselves: a device's twin and books, and the platform's own state. All else is asked of the stores.</summary>
/// <param name="sessions">Where this process speaks MQTT.</param>
internal sealed class GrainQueries(
    PartitionHost partitions, SqliteReadingLog log, PropagationService propagation, DeviceDirectory directory, SqliteLedgerQuery ledgers, QueryPool queries,
    BrokerReaders? brokers = null, SqliteSessionStore? sessions = null, ISinkStatusQuery? sink = null, IDiskStatusQuery? disk = null)
    : IDeviceTwinQuery, ILedgerQuery, IPlatformStatusQuery
{
    public async ValueTask<DeviceTwin?> FindAsync(string deviceId, CancellationToken cancellationToken) =>
        await AskAsync(deviceId, cancellationToken) is { } state
            ? new DeviceTwin(deviceId, state.Site, state.Sector, state.Link, state.LastSeen, state.Last)
            {
                Area = state.Area.Length == 0 ? null : state.Area,
                PositionTime = state.PlacedAt,
                Condition = state.Condition,
                Terms = state.Terms,
                LeastDelay = state.LeastDelay,
            }
            : null;

    public async ValueTask<LedgerBalance?> ForDeviceAsync(string deviceId, CancellationToken cancellationToken) =>
        (await AskAsync(deviceId, cancellationToken))?.Ledger;

    public ValueTask<LedgerBalance> TotalAsync(CancellationToken cancellationToken) => ledgers.TotalAsync(cancellationToken);

    public ValueTask<LedgerBalance?> ForSiteAsync(string siteId, CancellationToken cancellationToken) => ledgers.ForSiteAsync(siteId, cancellationToken);

    public ValueTask<LedgerBalance?> ForAreaAsync(string area, CancellationToken cancellationToken) => ledgers.ForAreaAsync(area, cancellationToken);

    public ValueTask<LedgerBalance> UnattributedAsync(CancellationToken cancellationToken) => ledgers.UnattributedAsync(cancellationToken);

    public PlatformStatus Current()
    {
        var unapplied = partitions.UnappliedReadings;
        return new PlatformStatus(
            Acknowledging: (log.Problem ?? sessions?.Problem) is null,
            Problem: log.Problem ?? sessions?.Problem ?? partitions.Problem ?? propagation.Problem ?? log.ArchiveProblem ?? queries.Damage,
            CatchingUp: partitions.IsRecovering || unapplied > CatchingUpReadings,
            UnappliedReadings: unapplied,
            AcknowledgedMessages: log.AcknowledgedMessages,
            AppliedReadings: partitions.AppliedReadings,
            Devices: partitions.DeviceCount,
            ActiveDevices: partitions.ActiveDeviceCount,
            LiveDevices: partitions.LiveDeviceCount,
            Sites: directory.SiteCount,
            StoppedPartitions: partitions.StoppedPartitions)
        {
            UndecidedBackfill = partitions.UndecidedBackfill,
            Brokers = brokers?.Statuses ?? [],
            Sink = sink?.Current(),
            Disk = disk?.Current(),
        };
    }

    // A second or so of full load: less is the ordinary way of things between log and grains.
    private const long CatchingUpReadings = 500_000;

    private async ValueTask<DeviceState?> AskAsync(string deviceId, CancellationToken cancellationToken)
    {
        if (!directory.TryFindDevice(deviceId, out var number)) return null;
        return await partitions.AskAsync(Numbers.PartitionOf(number), partition => partition.FindDevice(Numbers.IndexOf(number)))
            .WaitAsync(cancellationToken);
    }
}
