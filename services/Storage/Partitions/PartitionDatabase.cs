using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Erasure;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Partitions;

/// <summary>The writer's connection to one partition's database. Used by the partition's worker alone.</summary>
internal sealed class PartitionDatabase : IDisposable
{
    private readonly Database _database;
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;

    // Used within one call: one a worker, not one a partition.
    [ThreadStatic]
    private static SegmentSorter? t_sorter;

    private readonly SeriesReader _reader;
    private readonly Compaction _compaction;
    private readonly CellTable _cells;
    private readonly CellPacker _packer;
    private readonly ReadingRetention _readingRetention;
    private readonly MinuteRetention _minuteRetention;
    private readonly UnknownTable _unknown;
    private readonly RevisedCells _revised;
    private readonly ReadingEraser _eraser;
    private readonly Scrubbing _scrubbing;
    private readonly StatePages _pages;
    private readonly Statement _head, _site, _device, _deviceSite, _series, _page, _delta, _dropDeltas, _segment, _cell, _feed, _trimFeed, _refused, _trimRefused, _ledger, _findSeries, _checkpoint, _residence, _residences;

    private long _checkpointedAt;
    private long _cursor;
    private long _feedTrim;
    private ByteWriter _keys = new(1024);

    /// <param name="hold">What a sink has of this partition.</param>
    /// <param name="horizon">What the disk budget asks of retention.</param>
    public PartitionDatabase(string path, StorageOptions options, TimeProvider time, SinkHold hold, DiskHorizon horizon)
    {
        _options = options;
        _time = time;
        _database = Database.Open(path);
        _database.Execute(PartitionSchema.Pragmas);
        _database.Execute(PartitionSchema.Tables);
        RowSum.AddTo(_database, PartitionSchema.Summed);

        _head = _database.Prepare(
            "INSERT INTO partition VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET format = ?1, commit_number = ?2, cursor = ?3, head = ?4, frontiers = ?5, crc = ?6");
        _site = _database.Prepare("INSERT INTO sites VALUES (?1, ?2, ?3, ?4) ON CONFLICT (idx) DO UPDATE SET commune = ?4");
        _device = _database.Prepare("INSERT INTO devices VALUES (?1, ?2, ?3)");
        _deviceSite = _database.Prepare("UPDATE devices SET site = ?2 WHERE idx = ?1");
        _series = _database.Prepare("INSERT INTO series VALUES (?1, ?2, ?3)");
        _page = _database.Prepare("INSERT OR REPLACE INTO pages VALUES (?1, ?2, ?3, ?4, ?5)");
        _delta = _database.Prepare("INSERT INTO deltas VALUES (?1, ?2, ?3)");
        _dropDeltas = _database.Prepare("DELETE FROM deltas WHERE commit_number < ?1");
        _segment = _database.Prepare("INSERT INTO segments (id, level, first_ms, last_ms, readings, bytes, crc) VALUES (?5, 0, ?1, ?2, ?3, ?4, ?6)");
        _cell = _database.Prepare("INSERT OR REPLACE INTO cells VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _feed = _database.Prepare("INSERT INTO feed VALUES (?1, ?2, ?3, ?4)");
        _trimFeed = _database.Prepare("DELETE FROM feed WHERE commit_number <= ?1");
        _refused = _database.Prepare("INSERT INTO refused (at_ms, reason, topic, body) VALUES (?1, ?2, ?3, ?4)");
        _trimRefused = _database.Prepare("DELETE FROM refused WHERE id <= (SELECT max(id) FROM refused) - ?1");
        _ledger = _database.Prepare("INSERT OR REPLACE INTO ledgers VALUES (?1, ?2, ?3)");
        _residence = _database.Prepare("INSERT OR REPLACE INTO residences VALUES (?1, ?2, ?3, ?4)");
        _residences = _database.Prepare(PartitionSchema.ResidencesOfDevice);
        _findSeries = _database.Prepare("SELECT idx FROM series WHERE device = ?1 AND indicator = ?2");
        // PASSIVE: it takes what no reader holds back.
        _checkpoint = _database.Prepare("PRAGMA wal_checkpoint(PASSIVE)");
        _reader = new SeriesReader(_database, new Anchors(_database));
        _readingRetention = new ReadingRetention(_database, options, hold, horizon);
        _minuteRetention = new MinuteRetention(_database, options.SiteMinutesKept, options, hold, horizon);
        _unknown = new UnknownTable(_database, options);
        _compaction = new Compaction(_database, options, time, hold);
        _revised = new RevisedCells(_database, hold);
        _pages = new StatePages(_database);
        _eraser = new ReadingEraser(_database, new SeriesReader(_database), _unknown);
        _scrubbing = new Scrubbing(_database, time);
        _cells = new CellTable(_database, CellKind.Sites);
        _packer = new CellPacker(_database, CellKind.Sites, options.CellsPackedAtOnce);
        _checkpointedAt = time.GetTimestamp();
    }

    /// <summary>The cursor as of the last checkpoint: it survives a power loss.</summary>
    public long DurableCursor { get; private set; }

    public PartitionSnapshot Load()
    {
        var snapshot = SnapshotReader.Read(_database);
        _cursor = snapshot.Cursor;
        DurableCursor = 0; // Unknown until the next checkpoint.
        return snapshot;
    }

    public void Commit(PartitionCommit commit)
    {
        _database.Transact(() => Write(commit));
        _cursor = commit.Cursor;
        _unknown.Committed();
        if (commit.Erasures.Count > 0)
        {
            _compaction.BeginAgain();
            _scrubbing.Want();
        }

        KeepHouse(commit.Frontiers);
    }

    private void KeepHouse(ReadOnlySpan<long> frontiers)
    {
        try
        {
            _scrubbing.Step();
            _compaction.Step();
            var clockMs = frontiers[(int)Window.Minute];
            _ = _packer.Step(frontiers) || _readingRetention.Step(clockMs) || _minuteRetention.Step(clockMs);
        }
        catch (StoreUnavailableException)
        {
            // The commit before it stands: told as its failure, it would be written twice. Merging comes round again, and
            // where the disk is full the next commit says so.
        }

        if (_time.GetElapsedTime(_checkpointedAt) >= _options.CheckpointInterval) Checkpoint();
    }

    public void ReadSeries(int series, long fromMs, long toMs, List<StoredReading> into) =>
        _reader.Read(series, fromMs, toMs, into);

    public void ReadSeries(IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into) =>
        _reader.Read(series, fromMs, toMs, into);

    public int? FindSeries(int device, ushort indicator) => (int?)_findSeries.Bind(1, device).Bind(2, indicator).FirstLong();

    public List<ResidenceRow> ReadResidences(int device) => ReadResidences(_residences, device);

    /// <summary>Reads the rows of <see cref="PartitionSchema.ResidencesOfDevice"/>.</summary>
    public static List<ResidenceRow> ReadResidences(Statement residences, int device)
    {
        var rows = new List<ResidenceRow>();
        residences.Bind(1, device);
        while (residences.Step()) rows.Add(new ResidenceRow(device, residences.Long(0), residences.Int(1), residences.Int(2)));
        return rows;
    }

    public byte[] ReadPage(StatePageKind kind, int number) => _pages.Read(kind, number);

    public StoredCell? FindCell(in CellKey key) =>
        _cells.Find(key.Indicator, key.Window, key.Site, key.StartMs) is { } row ? StoredCell.Of(row.Standing, row.Content) : null;

    /// <summary>Called from any thread; done in the next commit.</summary>
    public void TrimFeed(long commitNumber) => Volatile.Write(ref _feedTrim, commitNumber);

    public void Dispose()
    {
        Checkpoint();
        _database.Dispose();
    }

    private void Write(PartitionCommit commit)
    {
        foreach (var row in commit.Sites) _site.Bind(1, row.Index).Bind(2, row.Sector).Bind(3, row.Id).Bind(4, row.Area).Run();
        foreach (var row in commit.Devices)
        {
            if (row.Id.Length > 0) _device.Bind(1, row.Index).Bind(2, row.Site).Bind(3, row.Id).Run();
            else _deviceSite.Bind(1, row.Index).Bind(2, row.Site).Run();
        }

        foreach (var row in commit.NewSeries) _series.Bind(1, row.Index).Bind(2, row.Device).Bind(3, row.Indicator).Run();

        foreach (var row in commit.Residences)
            _residence.Bind(1, row.Device).Bind(2, row.FromMs).Bind(3, row.Site).Bind(4, row.Ordinal).Run();

        foreach (var refused in commit.Refused)
            _refused.Bind(1, refused.ReceiptMs).Bind(2, (int)refused.Reason).Bind(3, refused.Topic).Bind(4, refused.Body).Run();
        _unknown.Write(commit);
        if (commit.Refused.Count > 0) _trimRefused.Bind(1, _options.RefusedMessagesKept).Run();

        if (commit.ReadingCount > 0)
        {
            var segment = (t_sorter ??= new SegmentSorter()).Sort(commit);
            // The commit's number is the id: greater than any before, when all segments have been moved as well.
            var bytes = segment.Finish();
            _segment.Bind(1, segment.FirstMs).Bind(2, segment.LastMs).Bind(3, segment.ReadingCount).Bind(4, bytes).Bind(5, commit.Number).Bind(6, RowSum.Of(bytes, commit.Number)).Run();
            segment.Reset();
        }

        _eraser.Write(commit);
        WriteCells(commit);
        foreach (var (site, balance) in commit.Ledgers) _ledger.Bind(1, site).Bind(2, balance).Bind(3, RowSum.Of(balance, site)).Run();
        foreach (var page in commit.Pages)
            _page.Bind(1, (int)page.Kind).Bind(2, page.Number).Bind(3, page.CommitNumber).Bind(4, page.Bytes.Span).Bind(5, StatePages.SumOf(page)).Run();
        _delta.Bind(1, commit.Number).Bind(2, commit.Delta.Span).Bind(3, RowSum.Of(commit.Delta.Span, commit.Number)).Run();
        _dropDeltas.Bind(1, commit.FirstDeltaNeeded).Run();

        if (Interlocked.Exchange(ref _feedTrim, 0) is > 0 and var trim) _trimFeed.Bind(1, trim).Run();

        PartitionHead.Write(_head, commit);
    }

    private void WriteCells(PartitionCommit commit)
    {
        _revised.Clear();
        if (commit.CellCount == 0 && commit.Reassigned.Count == 0) return;

        _keys.Reset();
        foreach (var site in commit.Reassigned) FeedKeys.Write(ref _keys, new CellKey(0, default, 0, site));
        foreach (var (key, bytes) in commit.Cells)
        {
            _cell.Bind(1, key.Indicator).Bind(2, (int)key.Window).Bind(3, key.StartMs).Bind(4, key.Site).Bind(5, bytes.Span)
                .Bind(6, CellTable.SumOf(bytes.Span, key.Indicator, key.Window, key.Site, key.StartMs)).Run();
            FeedKeys.Write(ref _keys, key);
            if (StoredCell.IsRevised(bytes.Span)) _revised.Add(key);
        }

        _revised.Write(commit.Number);

        var traces = new ByteWriter(TraceRecord.Size);
        foreach (var trace in commit.FeedTraces) TraceRecord.Write(ref traces, trace);
        _feed.Bind(1, commit.Number).Bind(2, _keys.Written).Bind(3, traces.Written).Bind(4, RowSum.Of(_keys.Written, commit.Number)).Run();
    }

    private void Checkpoint()
    {
        try
        {
            _unknown.Expire(_time.GetUtcNow().ToUnixTimeMilliseconds());
            // The cursor counts as durable only when everything was taken.
            if (_checkpoint.Step() && _checkpoint.Int(0) == 0 && _checkpoint.Int(1) == _checkpoint.Int(2)) DurableCursor = _cursor;
        }
        catch (SqliteException exception) when (Database.IsPassing(exception))
        {
            // The cursor stays, and the log with it, until there is room.
        }
        finally
        {
            _checkpoint.Reset();
            _checkpointedAt = _time.GetTimestamp();
        }
    }
}
