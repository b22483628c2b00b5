using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>The areas' cells, as a reader sees them.</summary>
internal sealed class AreaQueries : IDisposable
{
    private readonly Database _database;
    private readonly Statement _range, _frontier;

    public AreaQueries(Database database)
    {
        _database = database;
        _range = database.Prepare(
            "SELECT start, revision, bytes FROM cells WHERE indicator = ?1 AND window = ?2 AND area = ?3 AND start >= ?4 AND start < ?5 ORDER BY start LIMIT ?6");
        _frontier = database.Prepare("SELECT start FROM frontiers WHERE window = ?1");
    }

    /// <summary>An area's cells with from ≤ start &lt; to, in time order.</summary>
    public IEnumerable<(long StartMs, int Revision, Cell Content)> Read(
        ushort indicator, Window window, int area, long fromMs, long toMs, int limit)
    {
        var cells = new List<(long, int, Cell)>();
        _range.Bind(1, indicator).Bind(2, (int)window).Bind(3, area).Bind(4, fromMs).Bind(5, toMs).Bind(6, limit);
        while (_range.Step())
        {
            var reader = new ByteReader(_range.Blob(2));
            cells.Add((_range.Long(0), _range.Int(1), CellCodec.Read(ref reader)));
        }

        return cells;
    }

    /// <summary>Windows that begin before are closed everywhere.</summary>
    public long Frontier(Window window)
    {
        _frontier.Bind(1, (int)window);
        if (!_frontier.Step()) return 0;
        var start = _frontier.Long(0);
        _frontier.Reset();
        return start;
    }

    public void Dispose() => _database.Dispose();
}
