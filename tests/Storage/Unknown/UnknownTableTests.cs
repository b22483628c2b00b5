using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Unknown;

/// <summary>Kept readings of unknown indicators stay within their bytes and their age.</summary>
public sealed class UnknownTableTests : IDisposable
{
    private const long DayMs = 86_400_000;
    private const long StartMs = 1_793_552_400_000;
    private static readonly UnknownKey s_key = new(Sector.Agriculture, "leaf_wetness", "%");

    private readonly ScratchFolder _folder = new();
    private readonly ManualClock _clock = new(StartMs);
    private long _sequence;
    private long _commits;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Beyond_the_bytes_the_oldest_go_and_are_counted_and_so_it_is_after_a_restart()
    {
        const long Bytes = 4_096; // of one partition; a commit of ten readings takes some 300
        var options = new StorageOptions { DataDirectory = _folder.Path, UnknownReadingsBytes = Bytes * Numbers.PartitionCount };
        for (var start = 0; start < 3; start++)
        {
            using var store = new SqlitePartitionStore(options, _clock);
            for (var commit = 0; commit < 20; commit++) Keep(store, readings: 10);

            var (kept, dropped) = await AskAsync(options);
            Assert.Equal(_sequence, kept.Readings + dropped);
            Assert.InRange(kept.Readings, 50, 200);
            Assert.Equal(_sequence - 1, kept.Value); // the newest are there
        }
    }

    [Fact]
    public async Task After_their_time_they_go_though_nothing_more_comes_of_them_and_those_are_not_dropped()
    {
        var options = new StorageOptions { DataDirectory = _folder.Path, CheckpointInterval = TimeSpan.FromSeconds(30) };
        using var store = new SqlitePartitionStore(options, _clock);
        Keep(store, readings: 3);
        _clock.NowMs += DayMs;
        Keep(store, readings: 4);

        _clock.NowMs = StartMs + (30 * DayMs);
        store.Commit(0, Next());
        Assert.Equal((7, 0L), await CountAsync(options)); // 30 days, not more

        _clock.NowMs += 60_000;
        store.Commit(0, Next());
        Assert.Equal((4, 0L), await CountAsync(options));

        _clock.NowMs += DayMs;
        store.Commit(0, Next());
        Assert.Equal((0, 0L), await CountAsync(options));
    }

    private PartitionCommit Next() => new() { Number = ++_commits };

    private void Keep(SqlitePartitionStore store, int readings)
    {
        var commit = Next();
        for (; readings > 0; readings--)
            commit.Unknown.Add(new UnknownRow(s_key, new KeptReading(_sequence, 1, 1, StartMs, _sequence++), _clock.NowMs));
        store.Commit(0, commit);
    }

    private static async Task<(UnknownIndicator Kept, long Dropped)> AskAsync(StorageOptions options)
    {
        using var pool = new QueryPool(options);
        var page = await new KeptReadingQuery(pool).ListAsync(null, 10, CancellationToken.None);
        return (Assert.Single(page.Indicators), page.Dropped);
    }

    private static async Task<(long Readings, long Dropped)> CountAsync(StorageOptions options)
    {
        using var pool = new QueryPool(options);
        var page = await new KeptReadingQuery(pool).ListAsync(null, 10, CancellationToken.None);
        return (page.Indicators.Sum(one => one.Readings), page.Dropped);
    }
}
