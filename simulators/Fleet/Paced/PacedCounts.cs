using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Paced;

/// <summary>What one paced connection, or all together, counted. Safe for several threads.</summary>
internal sealed class PacedCounts
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _latency = new();
    private readonly Dictionary<byte, long> _refused = [];

    public long Sent { get; private set; }

    public long Acknowledged { get; private set; }

    public long Refused { get; private set; }

    public long Lost { get; private set; }

    public string? LastLoss { get; private set; }

    public long Waiting => Sent - Acknowledged - Refused;

    public void Send()
    {
        lock (_lock) Sent++;
    }

    public void Acknowledge(PubAckReason reason, TimeSpan elapsed)
    {
        lock (_lock)
        {
            _latency.Record(elapsed);
            if ((byte)reason < 0x80)
            {
                Acknowledged++;
                return;
            }
            Refused++;
            _refused[(byte)reason] = _refused.GetValueOrDefault((byte)reason) + 1;
        }
    }

    public void Lose(string why)
    {
        lock (_lock)
        {
            Lost++;
            LastLoss = why;
        }
    }

    public static (LatencyHistogram Latency, Dictionary<byte, long> Refused) Merge(IEnumerable<PacedCounts> all)
    {
        var latency = new LatencyHistogram();
        var refused = new Dictionary<byte, long>();
        foreach (var counts in all)
        {
            lock (counts._lock)
            {
                latency.Add(counts._latency);
                foreach (var (reason, count) in counts._refused) refused[reason] = refused.GetValueOrDefault(reason) + count;
            }
        }
        return (latency, refused);
    }
}
