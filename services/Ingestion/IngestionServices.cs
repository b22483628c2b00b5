using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion;

/// <summary>What every connection's receiver works with.</summary>
internal sealed class IngestionServices(
    IReadingLog log, DeviceDirectory directory, CurrentRulebook rules, SparkplugNodes sparkplug, ZigbeeBridges zigbee, IngestionOptions options, TimeProvider time)
{
    public IReadingLog Log { get; } = log;

    public DeviceDirectory Directory { get; } = directory;

    public SparkplugNodes Sparkplug { get; } = sparkplug;

    public ZigbeeBridges Zigbee { get; } = zigbee;

    public IngestionOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    public PublishBatchPool Batches { get; } = new(directory, options);

    public MessageTraces Traces { get; } = new(options);

    public ServerStamps Stamps { get; } = new(options);

    public ToldConditions Conditions { get; } = new();

    public Rejections Rejections { get; } = new(options, time);

    /// <summary>The indicators of a sector that the directory has resolved, so of one that has a scheme.</summary>
    public IndicatorNames NamesOf(Sector sector) => rules.Schemes.TryGet(sector, out var scheme)
        ? scheme.Names
        : throw new InvalidOperationException($"BUG: there is no scheme of {sector.Name()}, and none ever goes");
}
