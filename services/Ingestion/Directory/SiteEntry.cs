using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Directory;

/// <summary>A site as ingestion knows it, with the numbers of its shards by partition (0 where it has none).</summary>
internal sealed class SiteEntry(string id, Sector sector, string commune, bool isLarge)
{
    private readonly Dictionary<int, uint> _shards = [];

    public string Id { get; } = id;

    public Sector Sector { get; } = sector;

    /// <summary>Five digits, or empty.</summary>
    public string Commune { get; set; } = commune;

    public bool IsLarge { get; } = isLarge;

    public IReadOnlyDictionary<int, uint> Shards => _shards;

    public void AddShard(int partition, uint number) => _shards.Add(partition, number);
}
