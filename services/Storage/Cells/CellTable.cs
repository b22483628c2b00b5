using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Cells;

/// <summary>A stored cell.</summary>
/// <param name="Owner">The site's index in its partition, or the area's number.</param>
/// <param name="Standing">As <see cref="CellTable"/> has it: of a site revision and finality, of an area its revision.</param>
internal readonly record struct CellRow(int Owner, long StartMs, ulong Standing, Cell Content);

/// <summary>
/// The cells of a partition's sites, or of the areas: a row each in <c>cells</c> while they are new, and packed by spans in
/// <c>packs</c> once they are closed (<see cref="CellPacker"/>). A row stands before the pack of its span, for it was
/// written later. Not thread-safe.
/// </summary>
internal sealed class CellTable
{
    // With row ids: a table without them keeps a quarter of a page of a row at most in place, and packs have more.
    public const string PacksSchema =
        """
        CREATE TABLE IF NOT EXISTS packs (indicator INTEGER NOT NULL, window INTEGER NOT NULL, start INTEGER NOT NULL,
            owner INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER, PRIMARY KEY (indicator, window, start, owner));
        """;

    private readonly CellKind _kind;
    private readonly Statement _row, _rows, _walk, _firstRow, _firstOfOwner, _lastRow, _ownerRows, _ownersOfRows;
    private readonly Packs? _packs;
    private readonly Cell _lent = new();

    public CellTable(Database database, CellKind kind)
    {
        _kind = kind;
        var (owner, standing, crc) = (kind.Owner, kind.Standing, RowSum.Of(database, "cells"));
        _row = database.Prepare($"SELECT {standing}, bytes, {crc} FROM cells WHERE indicator = ?1 AND window = ?2 AND start = ?3 AND {owner} = ?4");
        _rows = database.Prepare(
            $"SELECT {standing}, bytes, {crc}, start, {owner} FROM cells WHERE indicator = ?1 AND window = ?2 AND {owner} = ?3 AND start >= ?4 AND start < ?5 ORDER BY start LIMIT ?6");
        _walk = database.Prepare(
            $"SELECT {standing}, bytes, {crc}, start, {owner} FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3 AND start < ?4 ORDER BY start, {owner}");
        _firstRow = database.Prepare("SELECT min(start) FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3");
        _firstOfOwner = database.Prepare($"SELECT min(start) FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3 AND {owner} = ?4");
        _lastRow = database.Prepare("SELECT max(start) FROM cells WHERE indicator = ?1 AND window = ?2");
        _ownersOfRows = database.Prepare($"SELECT DISTINCT {owner} FROM cells WHERE indicator = ?1 AND window = ?2");
        _ownerRows = database.Prepare($"SELECT indicator, window, start FROM cells WHERE {owner} = ?1");

        // A database that an earlier version wrote and that is only looked at has none.
        if (database.Prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'packs'").FirstLong() > 0) _packs = new Packs(database);
    }

    /// <param name="standing">Where it has a column of its own.</param>
    public static long SumOf(ReadOnlySpan<byte> cell, ushort indicator, Window window, int owner, long startMs, long standing = 0) =>
        RowSum.Of(cell, indicator, (long)window, owner, startMs, standing);

    public CellRow? Find(ushort indicator, Window window, int owner, long startMs)
    {
        if (_row.Bind(1, indicator).Bind(2, (int)window).Bind(3, startMs).Bind(4, owner).Step())
        {
            var row = ReadRow(_row, indicator, window, owner, startMs, new Cell(), CellParts.All);
            _row.Reset();
            return row;
        }

        if (_packs is null || window == Window.Month) return null;
        if (_packs.Find(indicator, window, PackSpan.Start(window, startMs), owner, CellParts.All) is not { } pack) return null;
        return pack.Find(PackSpan.Place(window, startMs)) is >= 0 and var at ? new CellRow(owner, startMs, pack.StandingOf(at), pack.Take(at)) : null;
    }

    /// <summary>An owner's cells with from ≤ start &lt; to, in time order.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="found">Gets each cell, as far as it is wanted, until the next; who keeps it takes a clone.</param>
    public void Read(ushort indicator, Window window, int owner, long fromMs, long toMs, int limit, CellParts parts, Action<CellRow> found)
    {
        var left = limit;
        var isRow = _rows.Bind(1, indicator).Bind(2, (int)window).Bind(3, owner).Bind(4, fromMs).Bind(5, toMs).Bind(6, limit).Step();
        try
        {
            foreach (var spanMs in Spans(indicator, window, fromMs, toMs))
            {
                if (left == 0) return;
                if (_packs!.Find(indicator, window, spanMs, owner, parts) is { } pack) TakePack(pack, spanMs);
            }

            TakeRows(before: toMs);
        }
        finally
        {
            _rows.Reset();
        }

        void TakePack(CellPackReader pack, long spanMs)
        {
            for (var i = 0; i < pack.Count; i++)
            {
                var startMs = PackSpan.At(window, spanMs, pack.PlaceOf(i));
                if (startMs < fromMs || startMs >= toMs) continue;
                TakeRows(before: startMs);
                if (left == 0) return;
                if (isRow && _rows.Long(3) == startMs) continue;
                found(new CellRow(owner, startMs, pack.StandingOf(i), pack.Lend(i)));
                left--;
            }
        }

        void TakeRows(long before)
        {
            for (; isRow && left > 0 && _rows.Long(3) < before; left--, isRow = _rows.Step()) found(ReadRow(_rows, indicator, window, owner, _rows.Long(3), _lent, parts));
        }
    }

    /// <summary>All owners' cells with from ≤ start &lt; to, in no order.</summary>
    public void Walk(ushort indicator, Window window, long fromMs, long toMs, Action<CellRow> found)
    {
        var rows = new HashSet<(int, long)>();
        _walk.Bind(1, indicator).Bind(2, (int)window).Bind(3, fromMs).Bind(4, toMs);
        while (_walk.Step())
        {
            var row = ReadRow(_walk, indicator, window, _walk.Int(4), _walk.Long(3), new Cell(), CellParts.All);
            rows.Add((row.Owner, row.StartMs));
            found(row);
        }

        if (_packs is null || window == Window.Month) return;
        _packs.Walk(indicator, window, PackSpan.Start(window, Math.Max(0, fromMs)), toMs, (owner, spanMs, pack) =>
        {
            for (var i = 0; i < pack.Count; i++)
            {
                var startMs = PackSpan.At(window, spanMs, pack.PlaceOf(i));
                if (startMs >= fromMs && startMs < toMs && !rows.Contains((owner, startMs))) found(new CellRow(owner, startMs, pack.StandingOf(i), pack.Take(i)));
            }
        });
    }

    /// <summary>All owners' months with from ≤ start &lt; to, in no order: they are never packed.</summary>
    /// <param name="found">Gets each cell, as far as it is wanted, until the next; who keeps it takes a clone.</param>
    public void LendMonths(ushort indicator, long fromMs, long toMs, CellParts parts, Action<CellRow> found)
    {
        _walk.Bind(1, indicator).Bind(2, (int)Window.Month).Bind(3, fromMs).Bind(4, toMs);
        while (_walk.Step()) found(ReadRow(_walk, indicator, Window.Month, _walk.Int(4), _walk.Long(3), _lent, parts));
    }

    /// <summary>The cells of one window, of the owners that are wanted.</summary>
    /// <param name="owners">In ascending order.</param>
    /// <param name="isMost">Most of those that there are: then one walk over the window is cheaper than a search each.</param>
    public void Read(in WindowKey key, IReadOnlyList<int> owners, bool isMost, Action<CellRow> found)
    {
        var isPacked = _packs is not null && key.Window != Window.Month && _packs.Has(key.Indicator, key.Window, PackSpan.Start(key.Window, key.StartMs));
        if (!isMost || isPacked)
        {
            foreach (var owner in owners)
            {
                if (Find(key.Indicator, key.Window, owner, key.StartMs) is { } cell) found(cell);
            }

            return;
        }

        var wanted = 0;
        _walk.Bind(1, key.Indicator).Bind(2, (int)key.Window).Bind(3, key.StartMs).Bind(4, key.StartMs + 1);
        while (_walk.Step())
        {
            var owner = _walk.Int(4);
            while (wanted < owners.Count && owners[wanted] < owner) wanted++;
            if (wanted < owners.Count && owners[wanted] == owner) found(ReadRow(_walk, key.Indicator, key.Window, owner, key.StartMs, new Cell(), CellParts.All));
        }
    }

    /// <summary>The first window with a cell from a moment on; the start of its span, where it is packed.</summary>
    public long? FirstStart(ushort indicator, Window window, long fromMs) =>
        OrPacked(indicator, window, fromMs, _firstRow.Bind(1, indicator).Bind(2, (int)window).Bind(3, fromMs).FirstLong());

    /// <summary>The same of one owner, though a span may be packed of others alone.</summary>
    public long? FirstStartOf(ushort indicator, Window window, int owner, long fromMs) => OrPacked(
        indicator, window, fromMs, _firstOfOwner.Bind(1, indicator).Bind(2, (int)window).Bind(3, fromMs).Bind(4, owner).FirstLong());

    private long? OrPacked(ushort indicator, Window window, long fromMs, long? row)
    {
        if (_packs is null || window == Window.Month || _packs.FirstSpan(indicator, window, PackSpan.Start(window, Math.Max(0, fromMs))) is not { } span) return row;
        var packed = Math.Max(span, fromMs);
        return row < packed ? row : packed;
    }

    /// <summary>The owners that have cells of an indicator and window, in ascending order. It reads them all.</summary>
    public List<int> Owners(ushort indicator, Window window)
    {
        var owners = new SortedSet<int>();
        _ownersOfRows.Bind(1, indicator).Bind(2, (int)window);
        while (_ownersOfRows.Step()) owners.Add(_ownersOfRows.Int(0));
        if (window != Window.Month) _packs?.Owners(indicator, window, owners);
        return [.. owners];
    }

    /// <summary>No window with a cell begins later.</summary>
    public long? LastStart(ushort indicator, Window window)
    {
        var row = _lastRow.Bind(1, indicator).Bind(2, (int)window).FirstLong();
        if (_packs is null || window == Window.Month || _packs.LastSpan(indicator, window) is not { } span) return row;
        var packed = PackSpan.End(window, span) - 1;
        return row > packed ? row : packed;
    }

    /// <summary>All windows in which an owner has cells. It reads the whole table.</summary>
    public List<WindowKey> WindowsOf(int owner)
    {
        var windows = new HashSet<WindowKey>();
        _ownerRows.Bind(1, owner);
        while (_ownerRows.Step()) windows.Add(new WindowKey((ushort)_ownerRows.Int(0), (Window)_ownerRows.Int(1), _ownerRows.Long(2)));
        _packs?.WindowsOf(owner, windows);
        return [.. windows];
    }

    // The spans of a range in which anybody has packs, and those between.
    private IEnumerable<long> Spans(ushort indicator, Window window, long fromMs, long toMs)
    {
        if (_packs is null || window == Window.Month || _packs.FirstSpan(indicator, window, PackSpan.Start(window, Math.Max(0, fromMs))) is not { } first) yield break;
        if (_packs.LastSpan(indicator, window) is not { } last) yield break;
        for (var span = first; span <= last && span < toMs; span = PackSpan.End(window, span)) yield return span;
    }

    // Of a row that begins with standing, bytes and checksum.
    private CellRow ReadRow(Statement row, ushort indicator, Window window, int owner, long startMs, Cell into, CellParts parts)
    {
        var reader = new ByteReader(row.Verified(1, 2, indicator, (long)window, owner, startMs, row.Long(0)));
        var standing = _kind.IsStandingInBytes ? reader.ReadVarint() : (ulong)row.Long(0);
        CellCodec.Read(ref reader, into, parts);
        return new CellRow(owner, startMs, standing, into);
    }
}
