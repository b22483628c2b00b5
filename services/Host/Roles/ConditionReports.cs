using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Roles;

/// <summary>Puts what operators say of devices' conditions into the audit and into the log, where the grains find it.</summary>
internal sealed class ConditionReports(DeviceDirectory directory, DeviceRegistry registry, IReadingLog log) : IConditionReports
{
    private const string Action = "condition";

    // The audit first: an act without its line there must not be.
    public async Task<bool> ReportAsync(
        string deviceId, DeviceCondition condition, DateTimeOffset from, DateTimeOffset? until, string actor, CancellationToken cancellationToken)
    {
        if (!directory.TryFindDevice(deviceId, out var number)) return false;

        await registry.AuditAsync(actor, Action, $"{deviceId}: {condition.Name()} from {from.UtcDateTime:O}{(until is { } end ? $" until {end.UtcDateTime:O}" : "")}", cancellationToken);
        var batch = new ControlBatch();
        var writer = new ByteWriter(32);
        new DeviceReported(number, ConditionSource.Operator, condition, from.ToUnixTimeMilliseconds(), until?.ToUnixTimeMilliseconds() ?? long.MaxValue).Write(ref writer);
        batch.AddControl(Numbers.PartitionOf(number), ControlKind.DeviceReported, writer.Written);
        await log.AppendAsync(batch, cancellationToken);
        await batch.Durable.WaitAsync(cancellationToken);
        return true;
    }
}
