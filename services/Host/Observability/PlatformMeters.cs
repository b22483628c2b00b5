using System.Diagnostics.Metrics;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Observability;

/// <summary>The path's own counts as metrics, read from <see cref="PlatformStatus"/> when somebody collects.</summary>
internal sealed class PlatformMeters : IHostedService, IDisposable
{
    private readonly Meter meter = new("SmartSectors.Platform");

    public PlatformMeters(IPlatformStatusQuery platform)
    {
        meter.CreateObservableCounter("smartsectors.messages.acknowledged", () => platform.Current().AcknowledgedMessages, description: "Messages acknowledged durable since start.");
        meter.CreateObservableCounter("smartsectors.readings.applied", () => platform.Current().AppliedReadings, description: "Readings applied to grains since start.");
        meter.CreateObservableGauge("smartsectors.readings.unapplied", () => platform.Current().UnappliedReadings, description: "Acknowledged readings that are not applied yet.");
        meter.CreateObservableGauge("smartsectors.readings.backfill.undecided", () => platform.Current().UndecidedBackfill, description: "Acknowledged readings of backfill, and of other disorder, that are not decided yet.");
        meter.CreateObservableGauge("smartsectors.devices", () => platform.Current().Devices, description: "Devices ever heard.");
        meter.CreateObservableGauge("smartsectors.devices.live", () => platform.Current().LiveDevices, description: "Devices whose link is live.");
        meter.CreateObservableGauge("smartsectors.partitions.stopped", () => platform.Current().StoppedPartitions.Count, description: "Partitions stopped by a block that cannot be applied.");
        meter.CreateObservableGauge("smartsectors.acknowledging", () => platform.Current().Acknowledging ? 1 : 0, description: "0 while the reading log cannot be written.");
    }

    // Its existence is its work: a hosted service, so that it is made at start.
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => meter.Dispose();
}
