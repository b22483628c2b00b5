using Microsoft.Data.Sqlite;
using SmartSectors.Grains;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;

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

    public void Run(string damaged)
    {
        using (var store = new SqlitePartitionStore(_options, time))
        {
            using (new SqliteAreaStore(_options, store))
            {
                // Made, with its tables.
            }

            Salvage(damaged);
            Start(store);
            foreach (var marks in AllMarks(store).Chunk(MarksAtOnce)) Merge(store, marks);
        }
    }

    // Row by row, as far as a page that cannot be read; what is lost is merged from the partitions as revision 0.
    private void Salvage(string damaged)
    {
        using var areas = Database.Open(SqliteAreaStore.PathOf(_options));
        var unpacked = new List<PackedCell>();
        try
        {
            areas.Prepare("ATTACH ?1 AS damaged").Bind(1, damaged).Run();
            Salvage(areas, "cells", numbers: 5, bytes =>
            {
                var reader = new ByteReader(bytes);
                CellCodec.Read(ref reader);
            });
            Salvage(areas, "packs", numbers: 4, bytes =>
            {
                unpacked.Clear();
                CellPackCodec.Read(bytes, CellParts.All, unpacked);
            });
            areas.Transact(() => areas.Execute("INSERT OR REPLACE INTO main.kept_from SELECT * FROM damaged.kept_from"));
        }
        catch (SqliteException)
        {
            // A table that is not there, or not to be read at all.
        }
    }

    private delegate void Decode(ReadOnlySpan<byte> bytes);

    /// <param name="numbers">So many columns of numbers come before that of the bytes.</param>
    private static void Salvage(Database areas, string table, int numbers, Decode decode)
    {
        var rows = areas.Prepare($"SELECT * FROM damaged.{table}");
        var put = areas.Prepare($"INSERT OR REPLACE INTO main.{table} VALUES ({string.Join(", ", Enumerable.Range(1, numbers + 1).Select(n => $"?{n}"))})");
        areas.Transact(() =>
        {
            foreach (var row in Damage.Until(() => Rows(rows), _ => { }))
            {
                if (Damage.Try(() => { decode(row.Blob(numbers)); return row; }, _ => { }) is null) continue;
                for (var n = 0; n < numbers; n++) put.Bind(n + 1, row.Long(n));
                put.Bind(numbers + 1, row.Blob(numbers)).Run();
            }
        });
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

    // Area by area, so that the windows of one are in memory.
    private IEnumerable<AreaMark> AllMarks(SqlitePartitionStore store)
    {
        using var areaStore = new SqliteAreaStore(_options, store);
        var sites = Enumerable.Range(0, Numbers.PartitionCount)
            .SelectMany(partition => areaStore.ReadSites(partition).Select(site => (Area: AreaNumber.OfSite(site.Area), Partition: partition, site.Index)));
        foreach (var area in sites.GroupBy(site => site.Area))
        {
            var windows = area.SelectMany(site => areaStore.WindowsOf(site.Partition, site.Index)).ToHashSet();
            foreach (var window in windows) yield return new AreaMark(window, area.Key);
        }
    }
}
