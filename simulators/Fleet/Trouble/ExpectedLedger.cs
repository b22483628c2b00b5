using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Fleet.Trouble;

/// <summary>
/// What a platform's ledger must say after this fleet, if every message arrives: booked when a message is handed to the
/// network. One writer; a reader of a running fleet sees numbers that may be a moment old.
/// </summary>
public sealed class ExpectedLedger
{
    private readonly long[] _rejected = new long[256];

    /// <summary>Distinct good readings.</summary>
    public long Stored { get; private set; }

    /// <summary>Readings that had been delivered before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Messages handed to the network.</summary>
    public long Messages { get; private set; }

    /// <summary>Samples that were taken and never delivered.</summary>
    public long GapMessages { get; private set; }

    /// <summary>Messages that were delivered after newer ones.</summary>
    public long LateMessages { get; private set; }

    /// <summary>Bursts from satellite sites; each is one message with many samples.</summary>
    public long SatelliteBursts { get; private set; }

    /// <summary>Readings that must be refused, by reason; a body that cannot be decoded counts as one.</summary>
    public IReadOnlyDictionary<RejectReason, long> Rejected => _rejected
        .Select((count, reason) => (Reason: (RejectReason)reason, Count: count))
        .Where(entry => entry.Count > 0)
        .ToDictionary(entry => entry.Reason, entry => entry.Count);

    /// <summary>Everything that must be in the ledger, as received.</summary>
    public long Received => Stored + Duplicates + _rejected.Sum();

    internal void BookMessage() => Messages++;

    internal void BookStored(int readings) => Stored += readings;

    internal void BookDuplicate(int readings) => Duplicates += readings;

    internal void BookRejected(RejectReason reason, int readings) => _rejected[(int)reason] += readings;

    internal void BookGap() => GapMessages++;

    internal void BookLate() => LateMessages++;

    internal void BookBurst() => SatelliteBursts++;

    internal void Add(ExpectedLedger other)
    {
        Stored += other.Stored;
        Duplicates += other.Duplicates;
        Messages += other.Messages;
        GapMessages += other.GapMessages;
        LateMessages += other.LateMessages;
        SatelliteBursts += other.SatelliteBursts;
        for (var i = 0; i < _rejected.Length; i++) _rejected[i] += other._rejected[i];
    }
}
