using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Unknown;

public sealed class KeptReadingQueryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly QueryPool _pool;

    public KeptReadingQueryTests()
    {
        Options = new StorageOptions { DataDirectory = _folder.Path };
        _pool = new QueryPool(Options);
    }

    private StorageOptions Options { get; }

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Pages_put_together_are_the_whole_list_in_order_whatever_characters_names_have()
    {
        // U+FF21 is before U+1F33F in UTF-8 and after it in UTF-16.
        string[] names = ["brix", "Ａ", "\U0001F33F", "leaf wetness", "z"];
        Keep(
            [.. names.Select((name, i) => (i, new UnknownKey(Sector.Agriculture, name, "")))],
            [.. names.Select((name, i) => (63 - i, new UnknownKey(Sector.Agriculture, name, "%")))],
            [(7, new UnknownKey(Sector.Agriculture, "brix", "")), (9, new UnknownKey(Sector.Health, "brix", ""))]);
        var query = new KeptReadingQuery(_pool);

        var whole = await query.ListAsync(null, 100, CancellationToken.None);
        var paged = new List<UnknownIndicator>();
        string? cursor = null;
        do
        {
            var page = await query.ListAsync(cursor, 2, CancellationToken.None);
            Assert.InRange(page.Indicators.Count, 1, 2);
            paged.AddRange(page.Indicators);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Null(whole.Next);
        Assert.Equal(whole.Indicators, paged);
        Assert.Equal(
            ["brix|", "brix|%", "leaf wetness|", "leaf wetness|%", "z|", "z|%", "Ａ|", "Ａ|%", "\U0001F33F|", "\U0001F33F|%", "brix|"],
            whole.Indicators.Select(one => $"{one.Name}|{one.Unit}"));
        Assert.Equal((2, 2L), (whole.Indicators[0].Devices, whole.Indicators[0].Readings)); // of two partitions
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("zz")]
    [InlineData("01")]
    [InlineData("016162")] // without a unit
    [InlineData("99616200")] // no sector
    public async Task A_cursor_that_no_page_gave_is_refused(string cursor)
    {
        Keep();
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await new KeptReadingQuery(_pool).ListAsync(cursor, 2, CancellationToken.None));
    }

    private void Keep(params (int Partition, UnknownKey Key)[][] readings)
    {
        using var store = new SqlitePartitionStore(Options, new ManualClock(2_000));
        foreach (var rows in readings.SelectMany(some => some).GroupBy(row => row.Partition))
        {
            var commit = new PartitionCommit();
            foreach (var (i, (_, key)) in rows.Index()) commit.Unknown.Add(new UnknownRow(key, new KeptReading(i, 1, 1, 1_000, 7.5), 2_000));
            store.Commit(rows.Key, commit);
        }
    }
}
