using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Erasure;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>A partition's committed state, as a reader sees it.</summary>
internal sealed class PartitionQueries : IDisposable
{
    private readonly Database _database;
    private readonly SeriesReader _readings;
    private readonly CellTable _cells;
    private readonly KeptFrom _keptFrom;
    private readonly StatePages _pages;
    private readonly Statement _device, _series, _site, _siteId, _sites, _ledger, _ledgers, _devices, _commit, _seriesOf, _devicesAt;

    public PartitionQueries(Database database)
    {
        _database = database;
        _readings = new SeriesReader(database);
        _keptFrom = new KeptFrom(database);
        _device = database.Prepare("SELECT idx FROM devices WHERE id = ?1");
        _devices = database.Prepare("SELECT idx, site, id FROM devices ORDER BY idx");
        _series = database.Prepare("SELECT idx FROM series WHERE device = ?1 AND indicator = ?2");
        _seriesOf = database.Prepare("SELECT idx, indicator FROM series WHERE device = ?1");
        _devicesAt = database.Prepare("SELECT id FROM devices WHERE site = ?1");
        _site = database.Prepare("SELECT idx FROM sites WHERE id = ?1");
        _siteId = database.Prepare("SELECT id FROM sites WHERE idx = ?1");
        _sites = database.Prepare("SELECT idx, sector, id, commune FROM sites ORDER BY idx");
        _cells = new CellTable(database, CellKind.Sites);
        _ledger = database.Prepare($"SELECT balance, {RowSum.Of(database, "ledgers")}, site FROM ledgers WHERE site = ?1");
        _ledgers = database.Prepare($"SELECT balance, {RowSum.Of(database, "ledgers")}, site FROM ledgers");
        _commit = database.Prepare("SELECT commit_number FROM partition");
        _pages = new StatePages(database);
    }

    /// <summary>The grains as of the last commit; it reads the whole state, so it is for tools and not for a running platform's API.</summary>
    public Partition LoadState(int number, SchemeCatalog schemes, ISchemeTexts texts) => CommittedState.Load(_database, number, schemes, texts);

    public int? FindDevice(string id) => First(_device.Bind(1, id));

    public int? FindSeries(int device, ushort indicator) => First(_series.Bind(1, device).Bind(2, indicator));

    public List<(int Series, ushort Indicator)> SeriesOf(int device)
    {
        var series = new List<(int, ushort)>();
        _seriesOf.Bind(1, device);
        while (_seriesOf.Step()) series.Add((_seriesOf.Int(0), (ushort)_seriesOf.Int(1)));
        return series;
    }

    // Made when it is first asked: a database that an earlier version wrote, and that is only looked at, has no such table.
    private Statement? _erasures;

    /// <summary>What was ordered to be erased of a device.</summary>
    public List<DeviceErasure> ErasuresOf(int device) =>
        ErasureQuery.Read(_erasures ??= _database.Prepare(ErasureTable.OfDevice), device);

    /// <summary>The devices that are at a site's shard.</summary>
    public List<string> DevicesAt(int site)
    {
        var devices = new List<string>();
        _devicesAt.Bind(1, site);
        while (_devicesAt.Step()) devices.Add(_devicesAt.Text(0));
        return devices;
    }

    /// <summary>The shards of a site here: its own, and one for each province where its devices roamed.</summary>
    public List<int> FindSite(string id)
    {
        var shards = new List<int>();
        _site.Bind(1, id);
        while (_site.Step()) shards.Add(_site.Int(0));
        return shards;
    }

    /// <summary>The id of a site's shard.</summary>
    public string SiteId(int shard)
    {
        _siteId.Bind(1, shard);
        if (!_siteId.Step()) throw new InvalidDataException($"CORRUPT: {_database.Path} has cells of site {shard} and lacks its row.");
        var id = _siteId.Text(0);
        _siteId.Reset();
        return id;
    }

    public int? LastCommit() => First(_commit);

    public byte[] ReadPage(StatePageKind kind, int number) => _pages.Read(kind, number);

    public List<SiteRow> Sites()
    {
        var sites = new List<SiteRow>();
        while (_sites.Step()) sites.Add(new SiteRow(_sites.Int(0), (byte)_sites.Int(1), _sites.Text(2), _sites.Text(3)));
        return sites;
    }

    private List<SiteRow> _remembered = [];
    private (long Sites, long Assigned) _rememberedOf;

    /// <summary>The same, remembered until there are others: a site is only ever added, or gets its commune, once.</summary>
    public IReadOnlyList<SiteRow> RememberedSites()
    {
        using var count = _database.Prepare("SELECT count(*), coalesce(sum(commune <> ''), 0) FROM sites");
        count.Step();
        var now = (count.Long(0), count.Long(1));
        if (now != _rememberedOf) (_remembered, _rememberedOf) = (Sites(), now);
        return _remembered;
    }

    public List<DeviceRow> Devices()
    {
        var devices = new List<DeviceRow>();
        while (_devices.Step()) devices.Add(new DeviceRow(_devices.Int(0), _devices.Int(1), _devices.Text(2)));
        return devices;
    }

    /// <summary>A site shard's cells with from ≤ start &lt; to, in time order.</summary>
    /// <param name="found">As <see cref="CellTable.Read(ushort, Window, int, long, long, int, CellParts, Action{CellRow})"/> has it.</param>
    public void ReadCells(ushort indicator, Window window, int site, long fromMs, long toMs, int limit, CellParts parts, Action<CellRow> found) =>
        _cells.Read(indicator, window, site, fromMs, toMs, limit, parts, found);

    /// <summary>The months of all shards with from ≤ start &lt; to, in no order.</summary>
    /// <param name="found">Gets each cell, as far as it is wanted, until the next; who keeps it takes a clone.</param>
    public void LendMonths(ushort indicator, long fromMs, long toMs, CellParts parts, Action<CellRow> found) =>
        _cells.LendMonths(indicator, fromMs, toMs, parts, found);

    /// <summary>What is before was dropped; <see cref="long.MinValue"/> where nothing was.</summary>
    public long KeptFrom(Dropped what) => _keptFrom[what];

    /// <summary>
    /// A device's readings with from ≤ time &lt; to, in time order and as of one moment, for they move from segments to chunks
    /// beside it. Few are in memory: a local day's. To be walked to its end, or disposed, before the next question.
    /// </summary>
    public IEnumerable<StoredReading> Walk(int device, ushort indicator, long fromMs, long toMs)
    {
        _database.Execute("BEGIN");
        try
        {
            if (FindSeries(device, indicator) is not { } series) yield break;
            foreach (var reading in _readings.Walk(series, fromMs, toMs)) yield return reading;
        }
        finally
        {
            _database.EndTransaction();
        }
    }

    /// <summary>About how many readings that walk reads: those of whole days, without what was not merged into days yet.</summary>
    public long CountAbout(int device, ushort indicator, long fromMs, long toMs) =>
        FindSeries(device, indicator) is { } series ? _readings.CountAbout(series, fromMs, toMs) : 0;

    public LedgerBalance? FindLedger(int site)
    {
        _ledger.Bind(1, site);
        if (!_ledger.Step()) return null;
        var reader = new ByteReader(_ledger.Verified(0, 1, site));
        var balance = SiteBalance.Read(ref reader);
        _ledger.Reset();
        return balance;
    }

    public List<(int Site, LedgerBalance Balance)> Ledgers()
    {
        var ledgers = new List<(int, LedgerBalance)>();
        while (_ledgers.Step())
        {
            var reader = new ByteReader(_ledgers.Verified(0, 1, _ledgers.Long(2)));
            ledgers.Add((_ledgers.Int(2), SiteBalance.Read(ref reader)));
        }

        return ledgers;
    }

    /// <summary>Under which names readings of unknown indicators are kept, in order.</summary>
    /// <param name="after">The first beyond this one; the default for the very first.</param>
    public List<UnknownKey> UnknownKeys(UnknownKey after, int limit)
    {
        var keys = new List<UnknownKey>();
        using var rows = _database.Prepare(
            "SELECT DISTINCT sector, name, unit FROM unknown WHERE (sector, name, unit) > (?1, ?2, ?3) ORDER BY sector, name, unit LIMIT ?4");
        rows.Bind(1, (int)after.Sector).Bind(2, after.Name ?? "").Bind(3, after.Unit ?? "").Bind(4, limit);
        while (rows.Step()) keys.Add(new UnknownKey((Sector)rows.Int(0), rows.Text(1), rows.Text(2)));
        return keys;
    }

    /// <summary>The kept readings of one name and unit, a list a commit.</summary>
    public IEnumerable<List<KeptReading>> Unknown(UnknownKey key)
    {
        using var rows = _database.Prepare($"SELECT bytes, {RowSum.Of(_database, "unknown")}, sector, receipt_ms, readings FROM unknown WHERE sector = ?1 AND name = ?2 AND unit = ?3 ORDER BY id");
        rows.Bind(1, (int)key.Sector).Bind(2, key.Name).Bind(3, key.Unit);
        while (rows.Step())
        {
            var reader = new ByteReader(rows.Verified(0, 1, rows.Long(2), rows.Long(3), rows.Long(4)));
            yield return KeptReadings.Read(ref reader);
        }
    }

    /// <summary>The kept readings of a sector's unknown indicator, a row a name and commit.</summary>
    /// <param name="name">In any ASCII case.</param>
    public IEnumerable<(UnknownKey Key, List<KeptReading> Readings)> Unknown(Sector sector, string name)
    {
        using var rows = _database.Prepare(
            $"SELECT bytes, {RowSum.Of(_database, "unknown")}, sector, receipt_ms, readings, name, unit FROM unknown WHERE sector = ?1 AND name = ?2 COLLATE NOCASE ORDER BY id");
        rows.Bind(1, (int)sector).Bind(2, name);
        while (rows.Step())
        {
            var reader = new ByteReader(rows.Verified(0, 1, rows.Long(2), rows.Long(3), rows.Long(4)));
            yield return (new UnknownKey((Sector)rows.Int(2), rows.Text(5), rows.Text(6)), KeptReadings.Read(ref reader));
        }
    }

    /// <summary>Readings that were kept and had to go for newer ones.</summary>
    public long DroppedUnknown()
    {
        using var dropped = _database.Prepare("SELECT readings FROM unknown_dropped");
        return dropped.FirstLong() ?? 0;
    }

    public void Dispose() => _database.Dispose();

    private static int? First(Statement statement)
    {
        if (!statement.Step()) return null;
        var found = statement.Int(0);
        statement.Reset();
        return found;
    }
}
