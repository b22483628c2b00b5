namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>What is kept of one edge node, and when it is asked to introduce itself again.</summary>
public sealed record SparkplugLimits
{
    /// <summary>20,000 metrics by default, over the node and its devices; a birth beyond it is refused as too many.</summary>
    public int MaxMetrics { get; init; } = 20_000;

    /// <summary>1,000 devices by default; a birth of one more is refused as too many.</summary>
    public int MaxDevices { get; init; } = 1_000;

    /// <summary>256 bytes by default; a metric of a longer name is refused.</summary>
    public int MaxNameBytes { get; init; } = 256;

    /// <summary>2 s by default: so long may a missing sequence number be overtaken before it counts as lost.</summary>
    public TimeSpan ReorderTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>30 s by default: a node is not asked for a rebirth more often, whatever it sends.</summary>
    public TimeSpan RebirthInterval { get; init; } = TimeSpan.FromSeconds(30);
}
