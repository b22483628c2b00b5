using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Takes what is said of the devices that were heard.</summary>
internal sealed class FakeConditions : IConditionReports
{
    internal HashSet<string> Heard { get; } = [];

    internal List<(string Device, DeviceCondition Condition, DateTimeOffset From, DateTimeOffset? Until, string Actor)> Reports { get; } = [];

    public Task<bool> ReportAsync(
        string deviceId, DeviceCondition condition, DateTimeOffset from, DateTimeOffset? until, string actor, CancellationToken cancellationToken)
    {
        if (!Heard.Contains(deviceId)) return Task.FromResult(false);
        Reports.Add((deviceId, condition, from, until, actor));
        return Task.FromResult(true);
    }
}
