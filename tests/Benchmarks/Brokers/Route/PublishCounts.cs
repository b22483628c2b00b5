using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>What the publishers of one phase did; written by their thread alone.</summary>
internal sealed class PublishCounts
{
    public LatencyHistogram AckLatency { get; } = new();

    public long Published { get; set; }

    public long Acknowledged { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Publishes whose acknowledgement did not come before the drain ended.</summary>
    public long Unacknowledged { get; set; }

    /// <summary>From the first publish to the last.</summary>
    public TimeSpan Sending { get; set; }

    public void Finish(TimeSpan latency, bool isRefused)
    {
        AckLatency.Record(latency);
        if (isRefused) Refused++;
        else Acknowledged++;
    }
}
