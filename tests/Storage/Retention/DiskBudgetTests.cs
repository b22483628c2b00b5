using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Storage.Tests.Influx;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Storage.Tests.Retention;

public sealed class DiskBudgetTests
{
    private const int Days = 70;
    private static readonly int[] s_partitions = [3, 17];

    [Fact]
    public void Past_the_budget_the_oldest_days_of_all_partitions_go_and_it_is_said_in_both_languages()
    {
        using var stores = Filled();
        var all = DiskUse.Look(stores.Options);
        var files = Files(stores);
        var keeper = Keeper(stores, all.UsedBytes - 300_000);
        Settle(stores, keeper);

        var now = DiskUse.Look(stores.Options);
        Assert.InRange(now.UsedBytes, 1, all.UsedBytes - 300_000);
        Assert.True(Files(stores) >= files, "a file does not shrink by deleting");
        var (one, other) = (FirstDay(stores, 3), FirstDay(stores, 17));
        Assert.Equal(one, other);
        Assert.InRange(one, SunkStores.StartMs + WindowCalendar.DayMs, now.ReadingsFloorMs);
        Assert.Equal(one, KeptFrom(stores, 3));

        var status = keeper.Current()!;
        Assert.True(status.Degraded);
        Assert.False(status.IsExhausted);
        Assert.Equal(one, status.ReadingsFrom!.Value.ToUnixTimeMilliseconds());
        Assert.Contains("readings are kept from 20", status.Reason, StringComparison.Ordinal);
        Assert.Contains("số đo được giữ từ 20", status.ReasonVi, StringComparison.Ordinal);

        // Nothing oscillates: a look more and commits more drop nothing.
        keeper.Look();
        Tick(stores);
        Assert.Equal(one, FirstDay(stores, 3));
    }

    [Fact]
    public void A_budget_that_cannot_hold_takes_nothing_that_may_be_asked_for_and_says_so()
    {
        using var stores = Filled();
        var keeper = Keeper(stores, 1);
        Settle(stores, keeper);

        var floorMs = DiskUse.Look(stores.Options).ReadingsFloorMs;
        Assert.Equal((floorMs, floorMs), (FirstDay(stores, 3), FirstDay(stores, 17)));
        var status = keeper.Current()!;
        Assert.True(status is { Degraded: true, IsExhausted: true });
        Assert.Contains("Retention:DiskBudget", status.Reason, StringComparison.Ordinal);
        Assert.Contains("hạn mức", status.ReasonVi, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_the_budget_nothing_is_said_and_nothing_goes()
    {
        using var stores = Filled();
        var keeper = Keeper(stores, DiskUse.Look(stores.Options).UsedBytes * 2);
        Settle(stores, keeper);
        Assert.Equal(SunkStores.StartMs, FirstDay(stores, 3));
        Assert.Equal((false, null, null), (keeper.Current()!.Degraded, keeper.Current()!.Reason, keeper.Current()!.ReasonVi));
    }

    // 70 days of two partitions in chunks, without a sink.
    private static SunkStores Filled()
    {
        var stores = new SunkStores(options => options with { SinkHeldBytes = null, CompactionFanOut = 2, MovedReadings = 1, MovedReadingsPerSeries = 1 }) { IsClockTold = true };
        var random = new Random(3);
        for (var day = 0; day < Days; day++)
        {
            stores.Clock.NowMs = SunkStores.StartMs + (day * WindowCalendar.DayMs) + WindowCalendar.HourMs;
            foreach (var partition in s_partitions)
            {
                stores.Commit(partition, Enumerable.Range(0, 4_320).Select(step =>
                    ($"probe-{partition}", SunkStores.Moisture, stores.Clock.NowMs - WindowCalendar.HourMs + (step * 20_000L), random.NextDouble(), default(QualityFlags))));
                stores.Commit(partition);
            }
        }

        return stores;
    }

    private static DiskKeeper Keeper(SunkStores stores, long budget) =>
        new(stores.Options with { DiskBudgetBytes = budget }, stores.Horizon, TimeProvider.System, NullLogger<DiskKeeper>.Instance);

    private static void Settle(SunkStores stores, DiskKeeper keeper)
    {
        for (var look = 0; look < 2 * Days; look++)
        {
            keeper.Look();
            Tick(stores);
        }
    }

    private static void Tick(SunkStores stores)
    {
        foreach (var partition in s_partitions)
        {
            stores.Clock.NowMs += 31_000; // A checkpoint each time, so that the WAL does not grow.
            stores.Commit(partition);
        }
    }

    private static long FirstDay(SunkStores stores, int partition)
    {
        using var database = Open(stores, partition);
        return new ChunkTable(database).Days()!.Value.FromMs;
    }

    private static long KeptFrom(SunkStores stores, int partition)
    {
        using var database = Open(stores, partition);
        return new KeptFrom(database)[Dropped.Readings];
    }

    private static Database Open(SunkStores stores, int partition) =>
        Database.Open(Partitions.SqlitePartitionStore.PathOf(Path.Combine(stores.Options.DataDirectory, "partitions"), partition), readOnly: true);

    private static long Files(SunkStores stores) => Directory.GetFiles(stores.Options.DataDirectory, "*.db", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
