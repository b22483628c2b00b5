using Microsoft.Data.Sqlite;
using SmartSectors.Grains;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Storage.Backup;

/// <summary>
/// Makes <c>areas.db</c> anew: what can be read of the damaged one is taken over, with its revisions, and then every window
/// that any site has a cell of is merged once more from the partitions, which overwrites what is not equal.
/// </summary>
internal sealed class AreaRebuild(StorageOptions options, AreaCatalog catalog, TimeProvider time)
{
    /// <summary>Bounds the memory: so many windows are merged at once.</summary>
    private const int MarksAtOnce = 20_000;

    public void Run(string damaged)
    {
        using (var store = new SqlitePartitionStore(options, time))
        {
            using (new SqliteAreaStore(options, store))
            {
                // Made, with its tables.
            }

            Salvage(damaged);
            Start(store);
            foreach (var marks in AllMarks(store).Chunk(MarksAtOnce)) Merge(store, marks);
        }
    }

    // By indicator and window: what cannot be read costs these alone.
    private void Salvage(string damaged)
    {
        using var areas = Database.Open(SqliteAreaStore.PathOf(options));
        var groups = new List<(int Indicator, int Window)>();
        try
        {
            areas.Prepare("ATTACH ?1 AS damaged").Bind(1, damaged).Run();
            var rows = areas.Prepare("SELECT DISTINCT indicator, window FROM damaged.cells");
            while (rows.Step()) groups.Add((rows.Int(0), rows.Int(1)));
        }
        catch (SqliteException)
        {
            // What was listed by then is tried; the rest is merged from the partitions as revision 0.
        }

        foreach (var (indicator, window) in groups)
        {
            try
            {
                areas.Transact(() => areas.Prepare("INSERT OR REPLACE INTO main.cells SELECT * FROM damaged.cells WHERE indicator = ?1 AND window = ?2")
                    .Bind(1, indicator).Bind(2, window).Run());
            }
            catch (SqliteException)
            {
                // As above.
            }
        }
    }

    // Everything is merged from the partitions as they are: their feeds are as good as consumed.
    private void Start(SqlitePartitionStore store)
    {
        using var areas = Database.Open(SqliteAreaStore.PathOf(options));
        areas.Transact(() =>
        {
            var consumed = areas.Prepare("INSERT OR REPLACE INTO consumed VALUES (?1, ?2)");
            for (var partition = 0; partition < Numbers.PartitionCount; partition++) consumed.Bind(1, partition).Bind(2, store.Load(partition).CommitNumber).Run();
        });
    }

    // Without frontiers no window counts as closed, and what is merged is no revision.
    private void Merge(SqlitePartitionStore store, AreaMark[] marks)
    {
        using (var areas = Database.Open(SqliteAreaStore.PathOf(options)))
        {
            areas.Transact(() =>
            {
                areas.Execute("DELETE FROM frontiers");
                var owe = areas.Prepare("INSERT OR REPLACE INTO owed VALUES (?1, ?2, ?3, ?4)");
                foreach (var mark in marks) owe.Bind(1, mark.Key.Indicator).Bind(2, (int)mark.Key.Window).Bind(3, mark.Key.StartMs).Bind(4, mark.Area).Run();
            });
        }

        using var areaStore = new SqliteAreaStore(options, store);
        var propagator = new AreaPropagator(areaStore, catalog, time, settle: TimeSpan.Zero);
        while (propagator.Pass() > 0)
        {
            // Until everything owed is merged.
        }
    }

    // Area by area, so that the windows of one are in memory.
    private IEnumerable<AreaMark> AllMarks(SqlitePartitionStore store)
    {
        using var areaStore = new SqliteAreaStore(options, store);
        var sites = Enumerable.Range(0, Numbers.PartitionCount)
            .SelectMany(partition => areaStore.ReadSites(partition).Select(site => (Area: AreaNumber.OfSite(site.Area), Partition: partition, site.Index)));
        foreach (var area in sites.GroupBy(site => site.Area))
        {
            var windows = area.SelectMany(site => areaStore.WindowsOf(site.Partition, site.Index)).ToHashSet();
            foreach (var window in windows) yield return new AreaMark(window, area.Key);
        }
    }
}
