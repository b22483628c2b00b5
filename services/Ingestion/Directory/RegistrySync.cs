using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Ingestion.Directory;

/// <summary>
/// Both ways between the registry and the log, once a second: devices first seen in telemetry are learned by the
/// registry after the log has them, sites that were registered with a commune after they were seen get it in the log, and
/// devices that were registered after they were seen have their profile from then on. What registration and profile say
/// of a device is told to its grain when it has changed, be it by a reload of the profiles.
/// Nothing is kept here that a restart could lose: it begins anew with all sightings, and the registry knows most.
/// </summary>
public sealed partial class RegistrySync(
    DeviceDirectory directory, DeviceRegistry registry, IReadingLog log, IngestionOptions options, TimeProvider time,
    ILogger<RegistrySync> logger) : BackgroundService
{
    private const int SightingsAtOnce = 5_000;
    private const int ChangesAtOnce = 1_000;

    private int _nextSighting;
    private long _changesSeen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RegistryInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await LearnAsync(stoppingToken).ConfigureAwait(false);
                await AssignAsync(stoppingToken).ConfigureAwait(false);
                await TellTermsAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Microsoft.Data.Sqlite.SqliteException exception)
            {
                LogRegistryUnavailable(logger, exception);
            }
        }
    }

    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _nextSighting;
            var seen = directory.Sightings(ref next, SightingsAtOnce);
            if (seen.Count == 0) return;

            var unknown = seen.Where(sighting => !registry.Current.TryGetDevice(sighting.Device, out _)).ToList();
            if (unknown.Count > 0) await registry.LearnSeenAsync(unknown, cancellationToken).ConfigureAwait(false);
            _nextSighting = next;
        }
    }

    private async Task AssignAsync(CancellationToken cancellationToken)
    {
        while (registry.Current.Sequence > _changesSeen)
        {
            var changes = await registry.ReadChangesAsync(_changesSeen, ChangesAtOnce, cancellationToken).ConfigureAwait(false);
            if (changes.Count == 0) return;

            directory.Adopt(changes.Select(change => change.Device).OfType<Device>());
            var batch = new ControlBatch();
            foreach (var change in changes)
            {
                if (change.Site is not { Commune: { } commune } site) continue;
                foreach (var shard in directory.Assign(site.Id, commune))
                {
                    var writer = new ByteWriter(32);
                    new SiteAssigned(shard, commune).Write(ref writer);
                    batch.AddControl(Numbers.PartitionOf(shard), ControlKind.SiteAssigned, writer.Written);
                }
            }

            await AppendAsync(batch, cancellationToken).ConfigureAwait(false);
            _changesSeen = changes[^1].Sequence;
        }
    }

    private async Task TellTermsAsync(CancellationToken cancellationToken)
    {
        for (var left = directory.FollowRules(); left > 0; left -= ChangesAtOnce)
        {
            var devices = directory.TermsToTell(ChangesAtOnce);
            var batch = new ControlBatch();
            foreach (var record in devices.SelectMany(device => device.Records))
            {
                var writer = new ByteWriter(32);
                record.Write(ref writer);
                batch.AddControl(Numbers.PartitionOf(record.Device), ControlKind.DeviceTerms, writer.Written);
            }

            await AppendAsync(batch, cancellationToken).ConfigureAwait(false);
            directory.Told(devices);
        }
    }

    private async Task AppendAsync(ControlBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsEmpty) return;
        await log.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
        await batch.Durable.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The registry cannot be read or written now; trying again in a second.")]
    private static partial void LogRegistryUnavailable(ILogger logger, Exception exception);
}
