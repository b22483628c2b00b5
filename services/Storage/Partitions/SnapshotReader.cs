using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Partitions;

/// <summary>Reads a partition's last commit, for recovery and for those who look at a platform from outside.</summary>
internal static class SnapshotReader
{
    public static PartitionSnapshot Read(Database database)
    {
        var head = database.Prepare("SELECT format, commit_number, cursor, head FROM partition");
        if (!head.Step()) return new PartitionSnapshot(null, 0, 0, [], [], []);

        if (head.Int(0) is < 1 or > PartitionSchema.Format)
            throw new InvalidDataException($"CORRUPT: {database.Path} has format {head.Int(0)}; this version reads up to {PartitionSchema.Format}.");
        var (commit, cursor, bytes) = (head.Long(1), head.Long(2), head.Blob(3).ToArray());
        head.Reset();

        var sites = new List<SiteRow>();
        var site = database.Prepare("SELECT idx, sector, id, commune FROM sites ORDER BY idx");
        while (site.Step()) sites.Add(new SiteRow(site.Int(0), (byte)site.Int(1), site.Text(2), site.Text(3)));

        var pages = new List<StatePage>();
        var page = database.Prepare("SELECT kind, number, commit_number, bytes FROM pages");
        while (page.Step()) pages.Add(new StatePage((StatePageKind)page.Int(0), page.Int(1), page.Long(2), page.Blob(3).ToArray()));

        var deltas = new List<(long, byte[])>();
        var delta = database.Prepare("SELECT commit_number, bytes FROM deltas ORDER BY commit_number");
        while (delta.Step()) deltas.Add((delta.Long(0), delta.Blob(1).ToArray()));

        return new PartitionSnapshot(bytes, cursor, commit, sites, pages, deltas);
    }
}
