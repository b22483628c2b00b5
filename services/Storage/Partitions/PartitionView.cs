using System.Diagnostics;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Partitions;

/// <summary>A reader's connection to a partition's database, for propagation. Not thread-safe.</summary>
internal sealed class PartitionView : IDisposable
{
    private readonly Database _database;
    private readonly Statement _head, _feed, _sites;
    private readonly CellTable _cells;
    private int _siteCount;

    public PartitionView(string path)
    {
        _database = Database.Open(path, readOnly: true);
        _head = PartitionHead.Prepare(_database);
        _feed = _database.Prepare($"SELECT commit_number, keys, traces, {RowSum.Of(_database, "feed")} FROM feed WHERE commit_number > ?1 ORDER BY commit_number LIMIT ?2");
        _sites = _database.Prepare("SELECT idx, sector, id, commune FROM sites ORDER BY idx");
        _cells = new CellTable(_database, CellKind.Sites);
    }

    public long LastCommit() => PartitionHead.Read(_head)?.CommitNumber ?? 0;

    public FeedSlice ReadFeed(long afterCommit, int limit)
    {
        if (PartitionHead.Read(_head) is not { } head) return new FeedSlice(0, IsComplete: true, new long[5], [], []);
        var (last, frontiers) = (head.CommitNumber, head.Frontiers);
        if (last <= afterCommit) return new FeedSlice(afterCommit, IsComplete: true, frontiers, [], []);

        var keys = new List<CellKey>();
        var traces = new List<ActivityContext>();
        var rows = 0;
        var read = afterCommit;
        _feed.Bind(1, afterCommit).Bind(2, limit);
        while (_feed.Step())
        {
            var reader = new ByteReader(_feed.Verified(1, 3, _feed.Long(0)));
            while (reader.Remaining > 0) keys.Add(FeedKeys.Read(ref reader));
            var traced = new ByteReader(_feed.Blob(2));
            while (traced.Remaining > 0) traces.Add(TraceRecord.Read(ref traced));
            read = _feed.Long(0);
            rows++;
        }

        // Commits without cells have no row: at the end of the feed everything is consumed.
        return rows < limit
            ? new FeedSlice(last, IsComplete: true, frontiers, keys, traces)
            : new FeedSlice(read, IsComplete: false, frontiers, keys, traces);
    }

    public List<SiteRow> ReadSites()
    {
        var sites = new List<SiteRow>();
        while (_sites.Step()) sites.Add(new SiteRow(_sites.Int(0), (byte)_sites.Int(1), _sites.Text(2), _sites.Text(3)));
        _siteCount = sites.Count;
        return sites;
    }

    public IReadOnlyList<WindowKey> WindowsOf(int site) => _cells.WindowsOf(site);

    /// <summary>Reads as of now until <see cref="End"/>: one lock of the file instead of one a look-up.</summary>
    public void Begin() => _database.Execute("BEGIN");

    public void End() => _database.EndTransaction();

    public void ReadCells(in WindowKey key, IReadOnlyList<int> sites, Action<int, StoredCell> found) =>
        _cells.Read(key, sites, isMost: sites.Count * 2 >= _siteCount, row => found(row.Owner, StoredCell.Of(row.Standing, row.Content)));

    public void Dispose() => _database.Dispose();
}
