using SmartSectors.Grains.Propagation;
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

    private readonly CellPackReader _reader = new();
    private readonly CellPackReader _walker = new(); // of a walk, in which packs may be looked for

    public static long SumOf(ReadOnlySpan<byte> pack, ushort indicator, Window window, long spanMs, int owner) =>
        RowSum.Of(pack, indicator, (long)window, spanMs, owner);

    /// <summary>The cells of one pack, until the next is asked for; null when there is none.</summary>
    public CellPackReader? Find(ushort indicator, Window window, long spanMs, int owner, CellParts parts)
    {
        if (!_find.Bind(1, indicator).Bind(2, (int)window).Bind(3, spanMs).Bind(4, owner).Step()) return null;
        _reader.Open(_find.Verified(0, 1, indicator, (long)window, spanMs, owner), parts);
        _find.Reset();
        return _reader;
    }

    /// <summary>Whether anybody's cells of a span are packed.</summary>
    public bool Has(ushort indicator, Window window, long spanMs) =>
        _has.Bind(1, indicator).Bind(2, (int)window).Bind(3, spanMs).FirstLong() is not null;

    /// <summary>Every owner's packs of the spans that begin in [from, to).</summary>
    /// <param name="found">Gets the owner, the span and its cells, until the next.</param>
    public void Walk(ushort indicator, Window window, long fromMs, long toMs, Action<int, long, CellPackReader> found)
    {
        _walk.Bind(1, indicator).Bind(2, (int)window).Bind(3, fromMs).Bind(4, toMs);
        while (_walk.Step())
        {
            _walker.Open(_walk.Verified(2, 3, indicator, (long)window, _walk.Long(1), _walk.Long(0)), CellParts.All);
            found(_walk.Int(0), _walk.Long(1), _walker);
        }
    }

    /// <summary>All windows in which an owner has cells. It reads the whole table.</summary>
    public void WindowsOf(int owner, ICollection<WindowKey> into)
    {
        _ofOwner.Bind(1, owner);
        while (_ofOwner.Step())
        {
            var (window, spanMs) = ((Window)_ofOwner.Int(1), _ofOwner.Long(2));
            _walker.Open(_ofOwner.Verified(3, 4, _ofOwner.Long(0), _ofOwner.Long(1), _ofOwner.Long(2), owner), CellParts.Counts);
            for (var i = 0; i < _walker.Count; i++) into.Add(new WindowKey((ushort)_ofOwner.Int(0), window, PackSpan.At(window, spanMs, _walker.PlaceOf(i))));
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
