using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Cells;

/// <summary>Packed or not, every question for cells has the answer that a dictionary gives.</summary>
public class CellPackerTests
{
    private const ushort Indicator = 1001;
    private const long FirstMs = 1_795_194_000_000; // A local midnight.

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_and_packs_answer_as_one(bool isOfSites) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            using var folder = new ScratchFolder();
            var random = new Random(seed);
            using var store = new Store(Path.Combine(folder.Path, "cells.db"), isOfSites ? CellKind.Sites : CellKind.Areas, random.Next(1, 100));
            var frontiers = new long[5];
            for (var round = 0; round < 4; round++)
            {
                for (var change = 0; change < 150; change++) store.Put(random);
                for (var window = 0; window < 5; window++) frontiers[window] = FirstMs + (round * 9 * WindowCalendar.HourMs) + random.Next((int)WindowCalendar.HourMs);
                store.Pack(frontiers, isWhole: random.Next(3) > 0);
                store.Compare(random);
            }

            Assert.True(store.Packed > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Only_spans_that_are_closed_are_packed_and_nothing_is_left_of_them()
    {
        using var folder = new ScratchFolder();
        using var store = new Store(Path.Combine(folder.Path, "cells.db"), CellKind.Sites, 10);
        for (var minute = 0; minute < 180; minute++) store.Put(Window.Minute, 5, FirstMs + (minute * WindowCalendar.MinuteMs), new Random(minute));
        var frontiers = new long[5];
        frontiers.AsSpan().Fill(FirstMs + (119 * WindowCalendar.MinuteMs));
        store.Pack(frontiers, isWhole: true);
        Assert.Equal((120, 1), (store.Rows, store.Packed));
        frontiers.AsSpan().Fill(FirstMs + (120 * WindowCalendar.MinuteMs));
        store.Pack(frontiers, isWhole: true);
        Assert.Equal((60, 2), (store.Rows, store.Packed));
    }

    private sealed class Store : IDisposable
    {
        private readonly Database _database;
        private readonly CellKind _kind;
        private readonly CellTable _table;
        private readonly CellPacker _packer;
        private readonly Statement _put;
        private readonly Dictionary<(Window Window, int Owner, long StartMs), string> _model = [];

        public Store(string path, CellKind kind, int cellsAtOnce)
        {
            _kind = kind;
            _database = Database.Open(path);
            _database.Execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF"); // Thousands of rows, each its own transaction.
            _database.Execute(CellTable.PacksSchema);
            _database.Execute(kind == CellKind.Sites
                ? "CREATE TABLE cells (indicator, window, start, site, bytes, crc, PRIMARY KEY (indicator, window, start, site)) WITHOUT ROWID"
                : "CREATE TABLE cells (indicator, window, area, start, revision, bytes, crc, PRIMARY KEY (indicator, window, area, start)) WITHOUT ROWID");
            _put = _database.Prepare(kind == CellKind.Sites
                ? "INSERT OR REPLACE INTO cells VALUES (?1, ?2, ?4, ?3, ?6, NULL)"
                : "INSERT OR REPLACE INTO cells VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)");
            _table = new CellTable(_database, kind);
            _packer = new CellPacker(_database, kind, cellsAtOnce);
        }

        public long Rows => _database.Prepare("SELECT count(*) FROM cells").FirstLong() ?? 0;

        public long Packed => _database.Prepare("SELECT count(*) FROM packs").FirstLong() ?? 0;

        public void Put(Random random)
        {
            var window = (Window)random.Next(5);
            Put(window, random.Next(1, 5), WindowCalendar.Start(window, FirstMs + random.NextInt64(40 * WindowCalendar.HourMs)), random);
        }

        public void Put(Window window, int owner, long startMs, Random random)
        {
            var cell = new Cell();
            for (var left = random.Next(4); left > 0; left--) cell.Add(random.Next(100) / 10.0, ReadingFlag.Pass, random.Next(3));
            var standing = (ulong)random.Next(9);
            var bytes = new ByteWriter(64);
            if (_kind == CellKind.Sites) bytes.WriteVarint(standing);
            CellCodec.Write(ref bytes, cell);
            _put.Bind(1, Indicator).Bind(2, (int)window).Bind(3, owner).Bind(4, startMs);
            if (_kind == CellKind.Areas) _put.Bind(5, (long)standing);
            _put.Bind(6, bytes.Written).Run();
            _model[(window, owner, startMs)] = Describe(standing, cell);
        }

        public void Pack(long[] frontiers, bool isWhole)
        {
            if (isWhole) _packer.PackAll(frontiers);
            else _packer.Step(frontiers);
        }

        public void Compare(Random random)
        {
            foreach (var window in WindowCalendar.All)
            {
                var from = FirstMs + random.NextInt64(40 * WindowCalendar.HourMs);
                var to = random.Next(4) == 0 ? long.MaxValue : from + random.NextInt64(20 * WindowCalendar.HourMs);
                var inRange = _model.Where(cell => cell.Key.Window == window && cell.Key.StartMs >= from && cell.Key.StartMs < to).ToList();
                var walked = new List<string>();
                _table.Walk(Indicator, window, from, to, row => walked.Add($"{row.Owner} {row.StartMs} {Describe(row.Standing, row.Content)}"));
                Assert.Equal(inRange.Select(cell => $"{cell.Key.Owner} {cell.Key.StartMs} {cell.Value}").Order(), walked.Order());
                Assert.Equal(_model.Keys.Where(key => key.Window == window).Select(key => key.Owner).Distinct().Order(), _table.Owners(Indicator, window));
                CompareOwners(window, from, to, inRange, random);
                CompareOne(window, random);
                if (inRange.Count > 0) Assert.InRange(_table.FirstStart(Indicator, window, from)!.Value, from, inRange.Min(cell => cell.Key.StartMs));
                if (inRange.Count > 0) Assert.True(_table.LastStart(Indicator, window) >= inRange.Max(cell => cell.Key.StartMs));
            }
        }

        public void Dispose() => _database.Dispose();

        private void CompareOwners(
            Window window, long from, long to, List<KeyValuePair<(Window Window, int Owner, long StartMs), string>> inRange, Random random)
        {
            for (var owner = 1; owner < 5; owner++)
            {
                var limit = random.Next(3) == 0 ? int.MaxValue : random.Next(1, 20);
                var rows = new List<string>();
                _table.Read(Indicator, window, owner, from, to, limit, CellParts.All, row => rows.Add($"{row.StartMs} {Describe(row.Standing, row.Content)}"));
                Assert.Equal(
                    inRange.Where(cell => cell.Key.Owner == owner).OrderBy(cell => cell.Key.StartMs).Take(limit).Select(cell => $"{cell.Key.StartMs} {cell.Value}"),
                    rows);
            }

            Assert.Equal(
                _model.Keys.Where(key => key.Owner == 2).Select(key => new WindowKey(Indicator, key.Window, key.StartMs)).ToHashSet(), _table.WindowsOf(2).ToHashSet());
        }

        private void CompareOne(Window window, Random random)
        {
            if (_model.Keys.Where(key => key.Window == window).OrderBy(_ => random.Next()).FirstOrDefault() is not { Owner: > 0 } one) return;
            var found = _table.Find(Indicator, window, one.Owner, one.StartMs)!.Value;
            Assert.Equal(_model[one], Describe(found.Standing, found.Content));
            var owners = new[] { 1, 3, 4 };
            foreach (var isMost in new[] { true, false })
            {
                var read = new List<string>();
                _table.Read(new WindowKey(Indicator, window, one.StartMs), owners, isMost, row => read.Add($"{row.Owner} {Describe(row.Standing, row.Content)}"));
                Assert.Equal(
                    _model.Where(cell => cell.Key.Window == window && cell.Key.StartMs == one.StartMs && owners.Contains(cell.Key.Owner))
                        .OrderBy(cell => cell.Key.Owner).Select(cell => $"{cell.Key.Owner} {cell.Value}"),
                    read);
            }
        }

        private static string Describe(ulong standing, Cell cell) => $"{standing} {Convert.ToHexString(CellCodec.Encode(cell))}";
    }
}
