using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Sites;

/// <summary>
/// What is known of one site in one partition (a large site, or one that took over a moved device, has such a shard in
/// several, and one whose devices roam another for each province where they were): its identity, its indicators' cells and its books. Its one writer is the partition's worker.
/// </summary>
internal sealed class SiteGrain(string id, Sector sector, string area)
{
    public string Id { get; } = id;

    public Sector Sector { get; } = sector;

    /// <summary>Of a commune or, for a shard of roaming devices, a province; empty while nothing is known.</summary>
    public string Area { get; set; } = area;

    /// <summary>How many devices have been given an ordinal.</summary>
    public int DeviceCount { get; set; }

    public List<SiteSeries> Series { get; } = [];

    public LedgerCounts Ledger;

    /// <summary>Already among those that the next commit writes.</summary>
    public bool IsTouched { get; set; }
}
