using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Watching;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Areas;

/// <summary>
/// <c>areas.db</c>, and the partitions' databases as a reader sees them. FULL, because a feed is trimmed once a pass has
/// consumed it: what was consumed must not be lost again.
/// </summary>
public sealed class SqliteAreaStore : IAreaStore, IDisposable
{
    // So many commits of a partition at once: after a long stop a pass stays of a bounded size.
    private const int CommitsAtOnce = 1_000;

    private const string Pragmas =
        """
        PRAGMA page_size = 8192;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA cache_size = -16384;
        """;

    private const string Tables = CellTable.PacksSchema + KeptFrom.Schema + RevisedCells.Schema +
        """
        CREATE TABLE IF NOT EXISTS cells (indicator INTEGER NOT NULL, window INTEGER NOT NULL, area INTEGER NOT NULL,
            start INTEGER NOT NULL, revision INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER,
            PRIMARY KEY (indicator, window, area, start)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS consumed (partition INTEGER PRIMARY KEY, commit_number INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS frontiers (window INTEGER PRIMARY KEY, start INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS owed (indicator INTEGER NOT NULL, window INTEGER NOT NULL, start INTEGER NOT NULL,
            area INTEGER NOT NULL, PRIMARY KEY (indicator, window, start, area)) WITHOUT ROWID;
        """;

    private readonly Database _areas;
    private readonly Statement _put, _consumed, _frontier, _owe, _forgive;
    private readonly PartitionView[] _partitions = new PartitionView[Numbers.PartitionCount];
    private readonly IPartitionStore _store;
    private readonly CellTable _cells;
    private readonly CellPacker _packer;
    private readonly MinuteRetention _retention;
    private readonly RevisedCells _revised;
    private long[] _closed = new long[5];
    private readonly CommitWatch? _watch;

    /// <param name="watch">As <see cref="SqlitePartitionStore"/> has it.</param>
    /// <param name="holds">What a sink has; null where there is none.</param>
    public SqliteAreaStore(StorageOptions options, IPartitionStore store, CommitWatch? watch = null, SinkHolds? holds = null)
    {
        _watch = watch;
        _store = store;
        _areas = Database.Open(PathOf(options));
        _areas.Execute(Pragmas);
        _areas.Execute(Tables);
        RowSum.AddTo(_areas, "cells", "packs");
        _cells = new CellTable(_areas, CellKind.Areas);
        _packer = new CellPacker(_areas, CellKind.Areas, options.CellsPackedAtOnce);
        var hold = (holds ?? new SinkHolds(options)).Areas;
        _retention = new MinuteRetention(_areas, options.AreaMinutesKept, options, hold);
        _put = _areas.Prepare("INSERT OR REPLACE INTO cells VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _consumed = _areas.Prepare("INSERT OR REPLACE INTO consumed VALUES (?1, ?2)");
        _frontier = _areas.Prepare("INSERT OR REPLACE INTO frontiers VALUES (?1, ?2)");
        _owe = _areas.Prepare("INSERT OR REPLACE INTO owed VALUES (?1, ?2, ?3, ?4)");
        _forgive = _areas.Prepare("DELETE FROM owed");
        _revised = new RevisedCells(_areas, hold);
        var folder = Path.Combine(options.DataDirectory, "partitions");
        for (var i = 0; i < _partitions.Length; i++) _partitions[i] = new PartitionView(SqlitePartitionStore.PathOf(folder, i));
    }

    internal static string PathOf(StorageOptions options) => Path.Combine(options.DataDirectory, "areas.db");

    public AreaProgress Load()
    {
        var consumed = new long[Numbers.PartitionCount];
        var rows = _areas.Prepare("SELECT partition, commit_number FROM consumed");
        while (rows.Step())
        {
            // After a power loss a partition may stand behind what was consumed; it makes those commits again.
            var partition = rows.Int(0);
            consumed[partition] = Math.Min(rows.Long(1), _partitions[partition].LastCommit());
        }

        var frontiers = new long[5];
        var starts = _areas.Prepare("SELECT window, start FROM frontiers");
        while (starts.Step()) frontiers[starts.Int(0)] = starts.Long(1);

        var owed = new List<AreaMark>();
        var marks = _areas.Prepare("SELECT indicator, window, start, area FROM owed");
        while (marks.Step())
            owed.Add(new AreaMark(new WindowKey((ushort)marks.Int(0), (Window)marks.Int(1), marks.Long(2)), marks.Int(3)));
        return new AreaProgress(consumed, frontiers, owed);
    }

    public void BeginPass()
    {
        _areas.Execute("BEGIN");
        foreach (var partition in _partitions) partition.Begin();
    }

    public void EndPass()
    {
        _areas.EndTransaction();
        foreach (var partition in _partitions) partition.End();
        _ = _packer.Step(_closed) || _retention.Step(_closed[(int)Window.Minute]);
    }

    public FeedSlice ReadFeed(int partition, long afterCommit) => _partitions[partition].ReadFeed(afterCommit, CommitsAtOnce);

    public IReadOnlyList<SiteRow> ReadSites(int partition) => _partitions[partition].ReadSites();

    public IReadOnlyList<WindowKey> WindowsOf(int partition, int site) => _partitions[partition].WindowsOf(site);

    public void ReadCells(int partition, in WindowKey key, IReadOnlyList<int> sites, Action<int, StoredCell> found) =>
        _partitions[partition].ReadCells(key, sites, found);

    public (int Revision, byte[] Content)? Find(in AreaMark mark)
    {
        return _cells.Find(mark.Key.Indicator, mark.Key.Window, mark.Area, mark.Key.StartMs) is { } row
            ? ((int)row.Standing, CellCodec.Encode(row.Content))
            : null;
    }

    public void Commit(AreaCommit commit)
    {
        if (_watch is null) Write(commit);
        else _watch.Around(commit, () => Write(commit));
    }

    private void Write(AreaCommit commit)
    {
        _areas.TransactOpen(() =>
        {
            _revised.Clear();
            foreach (var (mark, revision, content) in commit.Cells)
            {
                if (revision > 0) _revised.Add(new CellKey(mark.Key.Indicator, mark.Key.Window, mark.Key.StartMs, mark.Area));
                _put.Bind(1, mark.Key.Indicator).Bind(2, (int)mark.Key.Window).Bind(3, mark.Area).Bind(4, mark.Key.StartMs)
                    .Bind(5, revision).Bind(6, content).Bind(7, CellTable.SumOf(content, mark.Key.Indicator, mark.Key.Window, mark.Area, mark.Key.StartMs, revision)).Run();
            }

            _revised.Write(number: 0);
            for (var i = 0; i < commit.Progress.Consumed.Length; i++) _consumed.Bind(1, i).Bind(2, commit.Progress.Consumed[i]).Run();
            for (var i = 0; i < commit.Progress.Frontiers.Length; i++) _frontier.Bind(1, i).Bind(2, commit.Progress.Frontiers[i]).Run();
            _forgive.Run();
            foreach (var mark in commit.Progress.Owed)
                _owe.Bind(1, mark.Key.Indicator).Bind(2, (int)mark.Key.Window).Bind(3, mark.Key.StartMs).Bind(4, mark.Area).Run();
        });

        _closed = commit.Progress.Frontiers;
        for (var i = 0; i < commit.Progress.Consumed.Length; i++) _store.TrimFeed(i, commit.Progress.Consumed[i]);
    }

    public void Dispose()
    {
        _areas.Dispose();
        foreach (var partition in _partitions) partition.Dispose();
    }
}
