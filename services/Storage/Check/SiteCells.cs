using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Partitions;
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
    private readonly Statement _cells, _next;
    private readonly Dictionary<int, int> _areaOfSite = [];

    public SiteCells(string path)
    {
        _database = Database.Open(path, readOnly: true);
        _database.Execute("BEGIN");
        _cells = _database.Prepare("SELECT start, site, bytes FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3 AND start < ?4");
        _next = _database.Prepare("SELECT min(start) FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3");
        var sites = _database.Prepare("SELECT idx, commune FROM sites");
        while (sites.Step()) _areaOfSite.Add(sites.Int(0), AreaNumber.OfSite(sites.Text(1)));
    }

    /// <summary>The windows that were changed after a commit.</summary>
    public IEnumerable<WindowKey> ChangedAfter(long commit)
    {
        // After a power loss a partition may stand behind what was consumed; it makes those commits again.
        var last = _database.Prepare("SELECT commit_number FROM partition").FirstLong() ?? 0;
        var feed = _database.Prepare("SELECT keys FROM feed WHERE commit_number > ?1").Bind(1, Math.Min(commit, last));
        var keys = new List<CellKey>();
        while (feed.Step())
        {
            var reader = new ByteReader(feed.Blob(0));
            while (reader.Remaining > 0) keys.Add(FeedKeys.Read(ref reader));
        }

        // Indicator 0: the site got a commune, and all its windows move.
        return keys.SelectMany(key => key.Indicator == 0 ? WindowsOf(key.Site) : [new WindowKey(key.Indicator, key.Window, key.StartMs)]);
    }

    public long? FindNext(Indicator indicator, Window window, long fromMs) =>
        _next.Bind(1, indicator.Number).Bind(2, (int)window).Bind(3, fromMs).FirstLong();

    /// <summary>The cells of the windows that begin in [from, to): area, start, content.</summary>
    public void Read(Indicator indicator, Window window, long fromMs, long toMs, Action<int, long, Cell> found)
    {
        _cells.Bind(1, indicator.Number).Bind(2, (int)window).Bind(3, fromMs).Bind(4, toMs);
        while (_cells.Step()) found(_areaOfSite[_cells.Int(1)], _cells.Long(0), StoredCell.Read(_cells.Blob(2)).Content);
    }

    public void Dispose() => _database.Dispose();

    private List<WindowKey> WindowsOf(int site)
    {
        var windows = new List<WindowKey>();
        var rows = _database.Prepare("SELECT indicator, window, start FROM cells WHERE site = ?1").Bind(1, site);
        while (rows.Step()) windows.Add(new WindowKey((ushort)rows.Int(0), (Window)rows.Int(1), rows.Long(2)));
        return windows;
    }
}
