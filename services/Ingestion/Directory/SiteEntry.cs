using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Directory;

/// <summary>A site as ingestion knows it, with the numbers of its shards by partition (0 where it has none).</summary>
internal sealed class SiteEntry(string id, Sector sector, string commune, bool isLarge)
{
    private readonly Dictionary<int, uint> _shards = [];
    private readonly Dictionary<(int Partition, string Province), uint> _roaming = [];

    public string Id { get; } = id;

    public Sector Sector { get; } = sector;

    /// <summary>Five digits, or empty.</summary>
    public string Commune { get; set; } = commune;

    public bool IsLarge { get; } = isLarge;

    public IReadOnlyDictionary<int, uint> Shards => _shards;

    public void AddShard(int partition, uint number) => _shards.Add(partition, number);

    /// <summary>The number of the shard of its devices of a partition that roam in a province; null where it has none.</summary>
    public uint? FindRoaming(int partition, string province) =>
        _roaming.TryGetValue((partition, province), out var number) ? number : null;

    public void AddRoaming(int partition, string province, uint number) => _roaming.Add((partition, province), number);
}
