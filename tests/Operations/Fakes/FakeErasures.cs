using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Takes orders for the devices that were heard.</summary>
internal sealed class FakeErasures : IErasures
{
    internal HashSet<string> Heard { get; } = [];

    internal List<DeviceErasure> Known { get; } = [];

    internal List<(string Device, DateTimeOffset? From, DateTimeOffset? Until, string Reason, string Actor)> Orders { get; } = [];

    public Task<int?> OrderAsync(
        string deviceId, DateTimeOffset? from, DateTimeOffset? until, string reason, string actor, CancellationToken cancellationToken)
    {
        if (!Heard.Contains(deviceId)) return Task.FromResult<int?>(null);
        Orders.Add((deviceId, from, until, reason, actor));
        return Task.FromResult<int?>(Orders.Count);
    }

    public ValueTask<IReadOnlyList<DeviceErasure>?> ListAsync(string deviceId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DeviceErasure>?>(Heard.Contains(deviceId) ? Known : null);

    public ValueTask<long?> CountAsync(string deviceId, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken) =>
        ValueTask.FromResult<long?>(Heard.Contains(deviceId) ? 42 : null);
}
