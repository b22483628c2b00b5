using SmartSectors.Telemetry.Collections;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>One device of an edge node, or the node itself, as its latest birth described it.</summary>
internal sealed class BornDevice
{
    private readonly Dictionary<byte[], BornMetric> _byName = new(Utf8Comparer.Ordinal);

    public List<ulong> Aliases { get; } = [];

    public int MetricCount => _byName.Count;

    public void Add(BornMetric metric) => _byName[metric.Name] = metric;

    public BornMetric? Find(ReadOnlySpan<byte> name) =>
        _byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var metric) ? metric : null;
}
