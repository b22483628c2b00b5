using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Cells;

/// <summary>The packed cells of a database, a row an owner, indicator and span (<see cref="PackSpan"/>).</summary>
internal sealed class Packs(Database database)
{
    private readonly Statement _find = database.Prepare($"SELECT bytes, {RowSum.Of(database, "packs")} FROM packs WHERE indicator = ?1 AND window = ?2 AND start = ?3 AND owner = ?4");
    private readonly Statement _has = database.Prepare("SELECT owner FROM packs WHERE indicator = ?1 AND window = ?2 AND start = ?3 LIMIT 1");
    private readonly Statement _walk = database.Prepare($"SELECT owner, start, bytes, {RowSum.Of(database, "packs")} FROM packs WHERE indicator = ?1 AND window = ?2 AND start >= ?3 AND start < ?4");
    private readonly Statement _ofOwner = database.Prepare($"SELECT indicator, window, start, bytes, {RowSum.Of(database, "packs")} FROM packs WHERE owner = ?1");
    private readonly Statement _owners = database.Prepare("SELECT DISTINCT owner FROM packs WHERE indicator = ?1 AND window = ?2");
    private readonly Statement _first = database.Prepare("SELECT min(start) FROM packs WHERE indicator = ?1 AND window = ?2 AND start >= ?3");
    private readonly Statement _last = database.Prepare("SELECT max(start) FROM packs WHERE indicator = ?1 AND window = ?2");

    public static long SumOf(ReadOnlySpan<byte> pack, ushort indicator, Window window, long spanMs, int owner) =>
        RowSum.Of(pack, indicator, (long)window, spanMs, owner);

    /// <summary>Appends the cells of one pack; false when there is none.</summary>
    public bool Find(ushort indicator, Window window, long spanMs, int owner, CellParts parts, List<PackedCell> into)
    {
        if (!_find.Bind(1, indicator).Bind(2, (int)window).Bind(3, spanMs).Bind(4, owner).Step()) return false;
        CellPackCodec.Read(_find.Verified(0, 1, indicator, (long)window, spanMs, owner), parts, into);
        _find.Reset();
        return true;
    }

    /// <summary>Whether anybody's cells of a span are packed.</summary>
    public bool Has(ushort indicator, Window window, long spanMs) =>
        _has.Bind(1, indicator).Bind(2, (int)window).Bind(3, spanMs).FirstLong() is not null;

    /// <summary>Every owner's cells of the spans that begin in [from, to).</summary>
    public void Walk(ushort indicator, Window window, long fromMs, long toMs, Action<int, long, PackedCell> found)
    {
        var cells = new List<PackedCell>();
        _walk.Bind(1, indicator).Bind(2, (int)window).Bind(3, fromMs).Bind(4, toMs);
        while (_walk.Step())
        {
            cells.Clear();
            CellPackCodec.Read(_walk.Verified(2, 3, indicator, (long)window, _walk.Long(1), _walk.Long(0)), CellParts.All, cells);
            foreach (var cell in cells) found(_walk.Int(0), _walk.Long(1), cell);
        }
    }

    public void WalkOwner(int owner, Action<ushort, Window, long, PackedCell> found)
    {
        var cells = new List<PackedCell>();
        _ofOwner.Bind(1, owner);
        while (_ofOwner.Step())
        {
            cells.Clear();
            CellPackCodec.Read(_ofOwner.Verified(3, 4, _ofOwner.Long(0), _ofOwner.Long(1), _ofOwner.Long(2), owner), CellParts.Sums, cells);
            foreach (var cell in cells) found((ushort)_ofOwner.Int(0), (Window)_ofOwner.Int(1), _ofOwner.Long(2), cell);
        }
    }

    public void Owners(ushort indicator, Window window, ICollection<int> into)
    {
        _owners.Bind(1, indicator).Bind(2, (int)window);
        while (_owners.Step()) into.Add(_owners.Int(0));
    }

    public long? FirstSpan(ushort indicator, Window window, long fromMs) =>
        _first.Bind(1, indicator).Bind(2, (int)window).Bind(3, fromMs).FirstLong();

    public long? LastSpan(ushort indicator, Window window) => _last.Bind(1, indicator).Bind(2, (int)window).FirstLong();
}
