using System.Globalization;
using Microsoft.Data.Sqlite;
using SmartSectors.Grains;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Backup;

/// <summary>
/// Makes <c>areas.db</c> anew: what can be read of the damaged one is taken over, with its revisions, and then every window
/// that any site has a cell of is merged once more from the partitions, which overwrites what is not equal.
/// </summary>
internal sealed class AreaRebuild(StorageOptions of, AreaCatalog catalog, TimeProvider time)
{
    private readonly StorageOptions _options = of.KeepingAll();

    /// <summary>Bounds the memory: so many windows are merged at once.</summary>
    private const int MarksAtOnce = 20_000;

    private readonly List<string> _passedOver = [];

    /// <summary>Returns what of the damaged one was not to be read, a part each.</summary>
    public IReadOnlyList<string> Run(string damaged)
    {
        using (var store = new SqlitePartitionStore(_options, time))
        {
            using (new SqliteAreaStore(_options, store))
            {
                // Made, with its tables.
            }

            Salvage(damaged);
            Start(store);
            foreach (var marks in AllMarks().Chunk(MarksAtOnce)) Merge(store, marks);
        }

        return _passedOver;
    }

    // Row by row, as far as a page that cannot be read; what is lost is merged from the partitions as revision 0.
    private void Salvage(string damaged)
    {
        using var areas = Database.Open(SqliteAreaStore.PathOf(_options));
        var pack = new CellPackReader();
        try
        {
            using var from = Database.Open(damaged, readOnly: true);
            Salvage(from, areas, "cells", ["indicator", "window", "area", "start", "revision"], bytes =>
            {
                var reader = new ByteReader(bytes);
                CellCodec.Read(ref reader);
            });
            Salvage(from, areas, "packs", ["indicator", "window", "start", "owner"], bytes => pack.Open(bytes, CellParts.All));
            var kept = new KeptFrom(from)[Dropped.Minutes];
            areas.Transact(() => new KeptFrom(areas)[Dropped.Minutes] = kept);
        }
        catch (SqliteException exception)
        {
            // A table that is not there, or not to be read at all; what is behind it is merged from the partitions as well.
            _passedOver.Add(exception.Message);
        }
    }

    private delegate void Decode(ReadOnlySpan<byte> bytes);

    /// <param name="key">The columns before that of the bytes, which its checksum holds as well.</param>
    private void Salvage(Database from, Database areas, string table, string[] key, Decode decode)
    {
        var rows = from.Prepare($"SELECT {string.Join(", ", key)}, bytes, {RowSum.Of(from, table)} FROM {table}");
        var put = areas.Prepare($"INSERT OR REPLACE INTO {table} VALUES ({string.Join(", ", Enumerable.Range(1, key.Length + 2).Select(n => $"?{n}"))})");
        var values = new long[key.Length];
        var unread = 0;
        areas.Transact(() =>
        {
            foreach (var row in Damage.Until(() => Rows(rows), why => _passedOver.Add($"table {table} from a damaged page on: {why.Message}")))
            {
                for (var n = 0; n < values.Length; n++) values[n] = row.Long(n);
                if (!row.IsSound(values.Length, values.Length + 1, values) || Damage.Try(() => { decode(row.Blob(values.Length)); return row; }, _ => { }) is null)
                {
                    unread++;
                    continue;
                }


                for (var n = 0; n < values.Length; n++) put.Bind(n + 1, values[n]);
                var bytes = row.Blob(values.Length);
                put.Bind(values.Length + 1, bytes).Bind(values.Length + 2, RowSum.Of(bytes, values)).Run();
            }
        });
        if (unread > 0) _passedOver.Add(string.Create(CultureInfo.InvariantCulture, $"{unread} damaged rows of table {table}"));
    }

    private static IEnumerable<Statement> Rows(Statement rows)
    {
        while (rows.Step()) yield return rows;
    }

    // Everything is merged from the partitions as they are: their feeds are as good as consumed.
    private void Start(SqlitePartitionStore store)
    {
        using var areas = Database.Open(SqliteAreaStore.PathOf(_options));
        areas.Transact(() =>
        {
            var consumed = areas.Prepare("INSERT OR REPLACE INTO consumed VALUES (?1, ?2)");
            for (var partition = 0; partition < Numbers.PartitionCount; partition++) consumed.Bind(1, partition).Bind(2, store.Load(partition).CommitNumber).Run();
        });
    }

    // Without frontiers no window counts as closed, and what is merged is no revision.
    private void Merge(SqlitePartitionStore store, AreaMark[] marks)
    {
        using (var areas = Database.Open(SqliteAreaStore.PathOf(_options)))
        {
            areas.Transact(() =>
            {
                areas.Execute("DELETE FROM frontiers");
                var owe = areas.Prepare("INSERT OR REPLACE INTO owed VALUES (?1, ?2, ?3, ?4)");
                foreach (var mark in marks) owe.Bind(1, mark.Key.Indicator).Bind(2, (int)mark.Key.Window).Bind(3, mark.Key.StartMs).Bind(4, mark.Area).Run();
            });
        }

        using var areaStore = new SqliteAreaStore(_options, store);
        var propagator = new AreaPropagator(areaStore, catalog, time, settle: TimeSpan.Zero);
        while (propagator.Pass() > 0)
        {
            // Until everything owed is merged.
        }
    }

    // One walk over all partitions side by side, a span of windows at a time, so that the marks of one are in memory.
    private IEnumerable<AreaMark> AllMarks()
    {
        var folder = Path.Combine(_options.DataDirectory, "partitions");
        var partitions = Enumerable.Range(0, Numbers.PartitionCount).Select(number => new SiteCells(SqlitePartitionStore.PathOf(folder, number))).ToList();
        try
        {
            var marks = new HashSet<AreaMark>();
            foreach (var indicator in partitions.SelectMany(partition => partition.Indicators()).Distinct().Order().ToList())
            {
                foreach (var window in WindowCalendar.All)
                {
                    for (var fromMs = 0L; partitions.Min(partition => partition.FindNext(indicator, window, fromMs)) is { } startMs; fromMs = SpanEnd(window, startMs))
                    {
                        marks.Clear();
                        foreach (var partition in partitions)
                        {
                            partition.Read(indicator, window, startMs, SpanEnd(window, startMs), (area, cellMs, _) =>
                                marks.Add(new AreaMark(new WindowKey(indicator, window, cellMs), area)));
                        }

                        foreach (var mark in marks) yield return mark;
                    }
                }
            }
        }
        finally
        {
            foreach (var partition in partitions) partition.Dispose();
        }
    }

    private static long SpanEnd(Window window, long startMs) =>
        window == Window.Month ? WindowCalendar.End(window, startMs) : PackSpan.End(window, PackSpan.Start(window, startMs));
}
