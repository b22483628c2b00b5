using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>One partition's stored site cells as of one moment, by the area that they belong to.</summary>
internal sealed class SiteCells : IDisposable
{
    private readonly Database _database;
    private readonly CellTable _cells;
    private readonly Dictionary<int, int> _areaOfSite = [];

    public SiteCells(string path)
    {
        _database = Database.Open(path, readOnly: true);
        _database.Execute("BEGIN");
        _cells = new CellTable(_database, CellKind.Sites);
        var sites = _database.Prepare("SELECT idx, commune FROM sites");
        while (sites.Step()) _areaOfSite.Add(sites.Int(0), AreaNumber.OfSite(sites.Text(1)));
    }

    /// <summary>Cells of minutes before were dropped.</summary>
    public long MinutesFromMs => new KeptFrom(_database)[Dropped.Minutes];

    /// <summary>The windows that were changed after a commit.</summary>
    public IEnumerable<WindowKey> ChangedAfter(long commit)
    {
        // After a power loss a partition may stand behind what was consumed; it makes those commits again.
        var last = _database.Prepare("SELECT commit_number FROM partition").FirstLong() ?? 0;
        var feed = _database.Prepare($"SELECT keys, {RowSum.Of(_database, "feed")}, commit_number FROM feed WHERE commit_number > ?1").Bind(1, Math.Min(commit, last));
        var keys = new List<CellKey>();
        while (feed.Step())
        {
            var reader = new ByteReader(feed.Verified(0, 1, feed.Long(2)));
            while (reader.Remaining > 0) keys.Add(FeedKeys.Read(ref reader));
        }

        // Indicator 0: the site got a commune, and all its windows move.
        return keys.SelectMany(key => key.Indicator == 0 ? _cells.WindowsOf(key.Site) : [new WindowKey(key.Indicator, key.Window, key.StartMs)]);
    }

    /// <summary>The indicators that there are cells of.</summary>
    public List<ushort> Indicators()
    {
        var indicators = new List<ushort>();
        var next = _database.Prepare("SELECT min(indicator) FROM (SELECT min(indicator) AS indicator FROM cells WHERE indicator > ?1 UNION ALL SELECT min(indicator) FROM packs WHERE indicator > ?1)");
        for (var last = -1L; next.Bind(1, last).FirstLong() is { } indicator; last = indicator) indicators.Add((ushort)indicator);
        return indicators;
    }

    public long? FindNext(ushort indicator, Window window, long fromMs) => _cells.FirstStart(indicator, window, fromMs);

    /// <summary>The cells of the windows that begin in [from, to): area, start, content.</summary>
    public void Read(ushort indicator, Window window, long fromMs, long toMs, Action<int, long, Cell> found) =>
        _cells.Walk(indicator, window, fromMs, toMs, row => found(_areaOfSite[row.Owner], row.StartMs, row.Content));

    public void Dispose() => _database.Dispose();
}
