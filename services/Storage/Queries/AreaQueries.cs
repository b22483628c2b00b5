using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>The areas' cells, as a reader sees them.</summary>
internal sealed class AreaQueries : IDisposable
{
    private readonly Database _database;
    private readonly CellTable _cells;
    private readonly Statement _frontier;
    private readonly KeptFrom _keptFrom;

    public AreaQueries(Database database)
    {
        _database = database;
        _cells = new CellTable(database, CellKind.Areas);
        _keptFrom = new KeptFrom(database);
        _frontier = database.Prepare("SELECT start FROM frontiers WHERE window = ?1");
    }

    /// <summary>An area's cells with from ≤ start &lt; to, in time order.</summary>
    /// <param name="found">As <see cref="CellTable.Read(ushort, Window, int, long, long, int, CellParts, Action{CellRow})"/> has it.</param>
    public void Read(ushort indicator, Window window, int area, long fromMs, long toMs, int limit, CellParts parts, Action<CellRow> found) =>
        _cells.Read(indicator, window, area, fromMs, toMs, limit, parts, found);

    /// <summary>The first of an area's windows, or the start of a span before it in which anybody's cells are packed.</summary>
    public long? FirstStart(ushort indicator, Window window, int area) => _cells.FirstStartOf(indicator, window, area, 0);

    /// <summary>Reads as of one moment: cells move into packs meanwhile. Hundreds of look-ups then share one lock of the file.</summary>
    public T AsOfNow<T>(Func<T> read)
    {
        _database.Execute("BEGIN");
        try
        {
            return read();
        }
        finally
        {
            _database.EndTransaction();
        }
    }

    /// <summary>What begins before was dropped; <see cref="long.MinValue"/> where nothing was.</summary>
    public long KeptFrom(Dropped what) => _keptFrom[what];

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
