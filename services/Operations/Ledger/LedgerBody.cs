using System.ComponentModel;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Ledger;

/// <summary>
/// The books of what was received, in readings: received = stored + duplicates + Σ rejected + pending. A message that
/// cannot be decoded counts as one rejected.
/// </summary>
internal sealed record LedgerBody(
    long Received,
    long Stored,
    long Duplicates,
    [property: Description("Reason code to count; reasons that never occurred are left out.")] IReadOnlyDictionary<string, long> Rejected,
    [property: Description("Acknowledged, and not decided yet.")] long Pending)
{
    public static LedgerBody Of(LedgerBalance balance) => new(
        balance.Received, balance.Stored, balance.Duplicates,
        new SortedDictionary<string, long>(
            balance.Rejected.Where(entry => entry.Value > 0).ToDictionary(entry => entry.Key.Code(), entry => entry.Value),
            StringComparer.Ordinal),
        balance.Pending);
}
