using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Balances by what they are of, such as <c>device pump-1</c>.</summary>
internal sealed class FakeLedger : ILedgerQuery
{
    public Dictionary<string, LedgerBalance> Balances { get; } = new()
    {
        ["total"] = new(10, 5, 2, new Dictionary<RejectReason, long> { [RejectReason.UnknownIndicator] = 2, [RejectReason.Future] = 0 }, 1),
    };

    public ValueTask<LedgerBalance> TotalAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Balances["total"]);

    public ValueTask<LedgerBalance?> ForDeviceAsync(string deviceId, CancellationToken cancellationToken) => Find($"device {deviceId}");

    public ValueTask<LedgerBalance?> ForSiteAsync(string siteId, CancellationToken cancellationToken) => Find($"site {siteId}");

    public ValueTask<LedgerBalance?> ForAreaAsync(string area, CancellationToken cancellationToken) => Find($"area {area}");

    public ValueTask<LedgerBalance> UnattributedAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Balances["unattributed"]);

    private ValueTask<LedgerBalance?> Find(string of) => ValueTask.FromResult(Balances.GetValueOrDefault(of));
}
