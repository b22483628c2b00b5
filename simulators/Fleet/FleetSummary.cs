using SmartSectors.Fleet.Trouble;

namespace SmartSectors.Fleet;

/// <summary>What a run came to.</summary>
/// <param name="Seconds">From the first message until the last acknowledgement.</param>
/// <param name="Sent">Messages; a resend after a reconnect is not counted again.</param>
/// <param name="Acknowledged">Messages with a successful PUBACK.</param>
/// <param name="PerSecond">Acknowledged (at QoS 0: sent) messages a second.</param>
/// <param name="Readings">Values in the acknowledged messages of the flat-out mode; null otherwise.</param>
/// <param name="RefusedByReason">Messages whose PUBACK refused them, by reason code such as <c>0x99</c>.</param>
/// <param name="Unacknowledged">Messages whose PUBACK did not come before the run ended.</param>
/// <param name="UnexpectedAcks">PUBACKs for packet ids that did not wait: a fault of the server.</param>
/// <param name="LastLoss">Why a connection was lost last; null when none was.</param>
/// <param name="CpuSeconds">User and kernel time of this process during the run.</param>
/// <param name="Expected">What the platform's ledger must say of a paced run; null flat out.</param>
public sealed record FleetSummary(
    string Mode,
    int Sites,
    int Devices,
    int Connections,
    double Seconds,
    long Sent,
    long Acknowledged,
    double PerSecond,
    long? Readings,
    PubackLatency PubackMs,
    IReadOnlyDictionary<string, long> RefusedByReason,
    long Unacknowledged,
    long UnexpectedAcks,
    long ConnectionsLost,
    long Reconnects,
    long Resent,
    string? LastLoss,
    double CpuSeconds,
    double? CpuSecondsPerMillion,
    ExpectedSummary? Expected)
{
    /// <summary>Every message got its PUBACK, and no other came.</summary>
    public bool IsComplete => Unacknowledged == 0 && UnexpectedAcks == 0;
}

/// <summary>From handing a message to the network until its PUBACK, ms; null when none came.</summary>
public sealed record PubackLatency(double? P50, double? P99, double? P999, double? Max);

/// <summary>An <see cref="ExpectedLedger"/> at the end of a run, in readings unless said otherwise.</summary>
/// <param name="Rejected">By the public code of the reason.</param>
public sealed record ExpectedSummary(
    long Received, long Stored, long Duplicates, IReadOnlyDictionary<string, long> Rejected,
    long GapMessages, long LateMessages, long SatelliteBursts)
{
    internal static ExpectedSummary From(ExpectedLedger ledger) => new(
        ledger.Received, ledger.Stored, ledger.Duplicates,
        ledger.Rejected.ToDictionary(entry => Telemetry.Readings.RejectReasons.Code(entry.Key), entry => entry.Value),
        ledger.GapMessages, ledger.LateMessages, ledger.SatelliteBursts);
}
