using System.Runtime.InteropServices;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Cells;

/// <summary>
/// Moves closed cells from their rows into packs, once an hour of the windows' time: new ones when their span is closed, and
/// late revisions into the pack that is there. Each step is a transaction of its own, bounded in cells, between commits.
/// Which form a cell is stored in changes no answer, so nothing of it needs to be remembered.
/// </summary>
internal sealed class CellPacker
{
    private readonly Database _database;
    private readonly CellKind _kind;
    private readonly int _cellsAtOnce;
    private readonly Packs _packs;
    private readonly Statement _nextIndicator, _firstStart, _firstOfOwner, _nextOwner, _count, _rowsOfSpan, _rowsOfOwner, _delete, _put;
    private readonly List<Row> _rows = [];
    private readonly List<PackedCell> _merged = [];
    private ByteWriter _bytes = new(4096);
    private IEnumerator<Unit>? _round;
    private long _roundHourMs = long.MinValue;

    /// <param name="cellsAtOnce">About so many cells are packed in a step.</param>
    public CellPacker(Database database, CellKind kind, int cellsAtOnce)
    {
        _database = database;
        _kind = kind;
        _cellsAtOnce = cellsAtOnce;
        _packs = new Packs(database);
        var (owner, standing) = (kind.Owner, kind.Standing);
        _nextIndicator = database.Prepare("SELECT min(indicator) FROM cells WHERE indicator > ?1");
        _firstStart = database.Prepare("SELECT min(start) FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3");
        _nextOwner = database.Prepare($"SELECT min({owner}) FROM cells WHERE indicator = ?1 AND window = ?2 AND {owner} > ?3");
        _firstOfOwner = database.Prepare($"SELECT min(start) FROM cells WHERE indicator = ?1 AND window = ?2 AND {owner} = ?3");
        _count = database.Prepare("SELECT count(*) FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3 AND start < ?4");
        _rowsOfSpan = database.Prepare(
            $"SELECT {standing}, bytes, crc, start, {owner} FROM cells WHERE indicator = ?1 AND window = ?2 AND start >= ?3 AND start < ?4 AND {owner} % ?5 = ?6");
        _rowsOfOwner = database.Prepare(
            $"SELECT {standing}, bytes, crc, start, {owner} FROM cells WHERE indicator = ?1 AND window = ?2 AND {owner} = ?3 AND start < ?4 ORDER BY start LIMIT ?5");
        _delete = database.Prepare($"DELETE FROM cells WHERE indicator = ?1 AND window = ?2 AND start = ?3 AND {owner} = ?4");
        _put = database.Prepare("INSERT OR REPLACE INTO packs VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    }

    // Sites: the owners of one span that are congruent to Part; areas: the closed cells of one owner.
    private readonly record struct Unit(ushort Indicator, Window Window, long FromMs, long ToMs, int Owner, int Parts, int Part);

    private readonly record struct Row(int Owner, long StartMs, ulong Standing, Cell Content);

    /// <summary>Does a part of what there is to do; false when there is nothing.</summary>
    /// <param name="frontiers">Windows that begin before are closed, by <see cref="Window"/>.</param>
    public bool Step(ReadOnlySpan<long> frontiers)
    {
        if (_round is null)
        {
            if (frontiers[(int)Window.Hour] <= _roundHourMs) return false;
            _roundHourMs = frontiers[(int)Window.Hour];
            _round = (_kind == CellKind.Sites ? SpansOfAll(frontiers.ToArray()) : OwnersInTurn(frontiers.ToArray())).GetEnumerator();
        }

        if (!_round.MoveNext())
        {
            _round.Dispose();
            _round = null;
            return false;
        }

        var unit = _round.Current;
        _database.Transact(() => Pack(unit));
        return true;
    }

    /// <summary>Packs everything that is closed.</summary>
    public void PackAll(ReadOnlySpan<long> frontiers)
    {
        while (Step(frontiers))
        {
        }
    }

    private IEnumerable<Unit> SpansOfAll(long[] frontiers)
    {
        foreach (var (indicator, window) in Kinds())
        {
            for (var from = 0L; _firstStart.Bind(1, indicator).Bind(2, (int)window).Bind(3, from).FirstLong() is { } start;)
            {
                var span = PackSpan.Start(window, start);
                from = PackSpan.End(window, span);
                if (from > frontiers[(int)window]) break;
                var count = _count.Bind(1, indicator).Bind(2, (int)window).Bind(3, span).Bind(4, from).FirstLong() ?? 0;
                var parts = (int)((count + _cellsAtOnce - 1) / _cellsAtOnce);
                for (var part = 0; part < parts; part++) yield return new Unit(indicator, window, span, from, 0, parts, part);
            }
        }
    }

    private IEnumerable<Unit> OwnersInTurn(long[] frontiers)
    {
        foreach (var (indicator, window) in Kinds())
        {
            // Windows of the span that the frontier is in wait until it is closed.
            var toMs = PackSpan.Start(window, frontiers[(int)window]);
            for (var owner = -1L; _nextOwner.Bind(1, indicator).Bind(2, (int)window).Bind(3, owner).FirstLong() is { } next; owner = next)
            {
                while (_firstOfOwner.Bind(1, indicator).Bind(2, (int)window).Bind(3, next).FirstLong() < toMs)
                    yield return new Unit(indicator, window, 0, toMs, (int)next, 0, 0);
            }
        }
    }

    private IEnumerable<(ushort Indicator, Window Window)> Kinds()
    {
        for (var indicator = -1L; _nextIndicator.Bind(1, indicator).FirstLong() is { } next; indicator = next)
        {
            foreach (var window in PackSpan.Packed) yield return ((ushort)next, window);
        }
    }

    private void Pack(Unit unit)
    {
        var rows = unit.Parts > 0
            ? _rowsOfSpan.Bind(1, unit.Indicator).Bind(2, (int)unit.Window).Bind(3, unit.FromMs).Bind(4, unit.ToMs).Bind(5, unit.Parts).Bind(6, unit.Part)
            : _rowsOfOwner.Bind(1, unit.Indicator).Bind(2, (int)unit.Window).Bind(3, unit.Owner).Bind(4, unit.ToMs).Bind(5, _cellsAtOnce);
        _rows.Clear();
        while (rows.Step())
        {
            var reader = new ByteReader(rows.Verified(1, 2, unit.Indicator, (long)unit.Window, rows.Long(4), rows.Long(3), rows.Long(0)));
            var standing = _kind.IsStandingInBytes ? reader.ReadVarint() : (ulong)rows.Long(0);
            _rows.Add(new Row(rows.Int(4), rows.Long(3), standing, CellCodec.Read(ref reader)));
        }

        foreach (var group in _rows.GroupBy(row => (row.Owner, SpanMs: PackSpan.Start(unit.Window, row.StartMs))).OrderBy(group => group.Key.SpanMs).ThenBy(group => group.Key.Owner))
        {
            MergeInto(unit, group.Key.Owner, group.Key.SpanMs, group.OrderBy(row => row.StartMs));
            _bytes.Reset();
            CellPackCodec.Write(ref _bytes, CollectionsMarshal.AsSpan(_merged));
            _put.Bind(1, unit.Indicator).Bind(2, (int)unit.Window).Bind(3, group.Key.SpanMs).Bind(4, group.Key.Owner).Bind(5, _bytes.Written)
                .Bind(6, Packs.SumOf(_bytes.Written, unit.Indicator, unit.Window, group.Key.SpanMs, group.Key.Owner)).Run();
        }

        foreach (var row in _rows) _delete.Bind(1, unit.Indicator).Bind(2, (int)unit.Window).Bind(3, row.StartMs).Bind(4, row.Owner).Run();
    }

    // What is packed already, and the rows, which are later.
    private void MergeInto(Unit unit, int owner, long spanMs, IEnumerable<Row> rows)
    {
        _merged.Clear();
        var pack = _packs.Find(unit.Indicator, unit.Window, spanMs, owner, CellParts.All);
        var packed = 0;
        foreach (var row in rows)
        {
            var place = PackSpan.Place(unit.Window, row.StartMs);
            TakePacked(before: place);
            if (packed < pack?.Count && pack.PlaceOf(packed) == place) packed++;
            _merged.Add(new PackedCell(place, row.Standing, row.Content));
        }

        TakePacked(before: PackSpan.MaxWindows);

        void TakePacked(int before)
        {
            for (; packed < pack?.Count && pack.PlaceOf(packed) < before; packed++)
                _merged.Add(new PackedCell(pack.PlaceOf(packed), pack.StandingOf(packed), pack.Take(packed)));
        }
    }
}
