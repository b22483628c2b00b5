using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>What the flat-out mode counted. Written by its thread alone; others read numbers a moment old.</summary>
internal sealed class FlatOutCounts
{
    private readonly long[] _refused = new long[256];

    public LatencyHistogram Latency { get; } = new();

    public long Sent { get; set; }

    public long Acknowledged { get; private set; }

    public long Refused { get; private set; }

    public long UnexpectedAcks { get; set; }

    public long Resent { get; set; }

    public long Reconnects { get; set; }

    public long ConnectionsLost { get; private set; }

    /// <summary>Why the last connection was lost or could not be made again.</summary>
    public string? LastLoss { get; set; }

    public IReadOnlyDictionary<byte, long> RefusedByReason => _refused
        .Select((count, reason) => (Reason: (byte)reason, Count: count))
        .Where(entry => entry.Count > 0)
        .ToDictionary(entry => entry.Reason, entry => entry.Count);

    public void Lose(string why)
    {
        ConnectionsLost++;
        LastLoss = why;
    }

    public void Acknowledge(PubAckReason reason, TimeSpan elapsed)
    {
        Latency.Record(elapsed);
        if ((byte)reason < 0x80)
        {
            Acknowledged++;
        }
        else
        {
            Refused++;
            _refused[(byte)reason]++;
        }
    }
}
