using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Partitions;

/// <summary>Reads a partition's last commit, for recovery and for those who look at a platform from outside.</summary>
internal static class SnapshotReader
{
    public static PartitionSnapshot Read(Database database)
    {
        if (PartitionHead.Read(PartitionHead.Prepare(database)) is not { } head) return new PartitionSnapshot(null, 0, 0, [], [], []);

        if (head.Format is < 1 or > PartitionSchema.Format)
            throw new InvalidDataException($"CORRUPT: {database.Path} has format {head.Format}; this version reads up to {PartitionSchema.Format}.");

        var sites = new List<SiteRow>();
        var site = database.Prepare("SELECT idx, sector, id, commune FROM sites ORDER BY idx");
        while (site.Step()) sites.Add(new SiteRow(site.Int(0), (byte)site.Int(1), site.Text(2), site.Text(3)));

        var pages = new List<StatePage>();
        var page = database.Prepare($"SELECT bytes, {RowSum.Of(database, "pages")}, kind, number, commit_number FROM pages");
        while (page.Step())
        {
            var bytes = page.Verified(0, 1, page.Long(2), page.Long(3), page.Long(4)).ToArray();
            pages.Add(new StatePage((StatePageKind)page.Int(2), page.Int(3), page.Long(4), bytes));
        }

        var deltas = new List<(long, byte[])>();
        var delta = database.Prepare($"SELECT bytes, {RowSum.Of(database, "deltas")}, commit_number FROM deltas ORDER BY commit_number");
        while (delta.Step()) deltas.Add((delta.Long(2), delta.Verified(0, 1, delta.Long(2)).ToArray()));

        return new PartitionSnapshot(head.Scalars, head.Cursor, head.CommitNumber, sites, pages, deltas);
    }
}
