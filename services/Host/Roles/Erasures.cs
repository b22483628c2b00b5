using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Registry;
using SmartSectors.Storage.Erasure;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Roles;

/// <summary>Puts orders to erase into the audit and into the log, where the grains find them.</summary>
internal sealed class Erasures(
    DeviceDirectory directory, DeviceRegistry registry, IReadingLog log, PartitionHost partitions, ErasureQuery stored, TimeProvider time) : IErasures, IDisposable
{
    private const string Action = "readings.erase";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    // So that each knows its number.
    private readonly SemaphoreSlim _one = new(1, 1);

    public void Dispose() => _one.Dispose();

    // The audit first: an act without its line there must not be.
    public async Task<int?> OrderAsync(
        string deviceId, DateTimeOffset? from, DateTimeOffset? until, string reason, string actor, CancellationToken cancellationToken)
    {
        if (!directory.TryFindDevice(deviceId, out var device)) return null;

        await _one.WaitAsync(cancellationToken);
        try
        {
            var range = $"{(from is { } begin ? $" from {begin.UtcDateTime:O}" : "")}{(until is { } end ? $" until {end.UtcDateTime:O}" : "")}";
            await registry.AuditAsync(actor, Action, $"{deviceId}:{(range.Length > 0 ? range : " all")}: {reason}", cancellationToken);
            var known = await CountAsync(device);
            var batch = new ControlBatch { EndsFile = true };
            var writer = new ByteWriter(256);
            new DeviceErased(device, from?.ToUnixTimeMilliseconds() ?? long.MinValue, until?.ToUnixTimeMilliseconds() ?? long.MaxValue, actor, reason).Write(ref writer);
            batch.AddControl(Numbers.PartitionOf(device), ControlKind.DeviceErased, writer.Written);
            await log.AppendAsync(batch, cancellationToken);
            await batch.Durable.WaitAsync(cancellationToken);
            while (await CountAsync(device) == known && !partitions.StoppedPartitions.Contains(Numbers.PartitionOf(device))) await Task.Delay(s_look, time, cancellationToken);
            return known + 1;
        }
        finally
        {
            _one.Release();
        }
    }

    public ValueTask<IReadOnlyList<DeviceErasure>?> ListAsync(string deviceId, CancellationToken cancellationToken) => stored.ListAsync(deviceId, cancellationToken);

    public ValueTask<long?> CountAsync(string deviceId, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken) =>
        stored.CountAsync(deviceId, from, until, cancellationToken);

    private Task<int> CountAsync(uint device) => partitions.AskAsync(Numbers.PartitionOf(device), one => one.ErasureOrdersOf(Numbers.IndexOf(device)));
}
