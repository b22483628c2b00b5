using SmartSectors.Telemetry.Decoding.Sparkplug;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>How the platform meets gateways with formats of their own.</summary>
public sealed record GatewayOptions
{
    /// <summary>
    /// The sector of a device that nobody registered, where neither its model nor its format belongs to one sector alone
    /// (default agriculture). Devices that were seen stay in the sector that they were seen in.
    /// </summary>
    public Sector Sector { get; init; } = Sector.Agriculture;

    /// <summary>
    /// What the platform is called as Sparkplug's host application (default <c>smartsectors</c>): it says under
    /// <c>spBv1.0/STATE/{host}</c> whether it listens. Edge nodes that wait for their primary host need the name.
    /// </summary>
    public string SparkplugHost { get; init; } = "smartsectors";

    /// <summary>
    /// So many Sparkplug edge nodes are remembered with what their births said (default 10,000; some 300 bytes a metric).
    /// Beyond it those that were silent longest, a sixteenth of them, are forgotten, and asked for a rebirth when they are
    /// heard again. So many may also wait to be asked; others are asked when they are heard again.
    /// </summary>
    public int SparkplugNodes { get; init; } = 10_000;

    /// <summary>
    /// So many metrics are remembered over all edge nodes (default 1,000,000, some 300 MB); beyond it nodes are forgotten in
    /// the same way until there is room.
    /// </summary>
    public int SparkplugMetrics { get; init; } = 1_000_000;

    /// <summary>An edge node that is silent for so long is forgotten like that (default 24 h).</summary>
    public TimeSpan SparkplugNodeIdle { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often it is looked whether an edge node is to be asked for a rebirth (default 100 ms).</summary>
    public TimeSpan SparkplugInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// So many Zigbee2MQTT bridges are remembered with the devices that they listed (default 1,000). Beyond it the one that
    /// said longest ago what it has is forgotten, and its devices are without a model until it lists them again.
    /// </summary>
    public int ZigbeeBridges { get; init; } = 1_000;

    /// <summary>A bridge may list so many devices (default 500; some 200 bytes each); a longer list is refused, and the one before holds.</summary>
    public int ZigbeeDevices { get; init; } = 500;

    /// <summary>
    /// A longer list is refused as oversized (default 1 MB). A device is some 5 KB in it, for all that it can do is told, so a
    /// list may be longer than other payloads; the limit of the packet holds besides.
    /// </summary>
    public int ZigbeeListBytes { get; init; } = 1024 * 1024;

    /// <summary>Of one edge node.</summary>
    public SparkplugLimits Sparkplug { get; init; } = new();
}
