using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>
/// Random logs, applied with crashes at random points, against a naive recomputation of everything. A failure names the
/// seed that makes the same case again.
/// </summary>
public class PartitionProofTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(10_001, 100)]
    public void Every_cell_reading_and_book_equals_its_naive_recomputation(int firstSeed, int cases) =>
        ForSeeds(firstSeed, cases, seed => Prove(new ProofCase(seed, withLongGaps: false, withQuickPeriods: true)));

    [Fact]
    public void Days_and_months_equal_their_naive_recomputation_too() =>
        ForSeeds(20_001, 40, seed => Prove(new ProofCase(seed, withLongGaps: true, withQuickPeriods: false)));

    [Fact]
    public void Trips_stops_and_speeding_of_vehicles_equal_their_naive_recomputation_in_whatever_order_speeds_come() =>
        ForSeeds(60_001, 60, seed => Prove(new ProofCase(seed, withLongGaps: false, withQuickPeriods: true, maxBlocks: 140, onlyVehicles: true)));

    [Fact]
    public void However_often_it_dies_the_store_ends_up_the_same() =>
        ForSeeds(30_001, 60, seed =>
        {
            var proof = new ProofCase(seed, withLongGaps: false, withQuickPeriods: false);
            using var unharmed = proof.Run(crashes: 0);
            using var harmed = proof.Run(crashes: 25);
            foreach (var (expected, actual) in unharmed.Partitions.Zip(harmed.Partitions))
                Assert.Equal(new StoreContents(unharmed, expected).Describe(), new StoreContents(harmed, actual).Describe());
        });

    internal static void ForSeeds(int first, int count, Action<int> prove)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                prove(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private static void Prove(ProofCase proof)
    {
        using var rig = proof.Run(crashes: proof.Seed % 4);
        foreach (var partition in rig.Partitions)
        {
            var naive = new NaivePartition(partition.Number, proof.Log, proof.Options, proof.World.Schemes, proof.World);
            var stored = new StoreContents(rig, partition);
            Assert.Equal(naive.Frontiers, WindowCalendar.All.Select(partition.Frontier));
            CompareReadings(naive, stored);
            CompareCells(naive, stored);
            CompareBooks(naive, stored, partition);
        }
    }

    private static void CompareReadings(NaivePartition naive, StoreContents stored)
    {
        var expected = naive.Stored.GroupBy(fact => (fact.Device.Number, fact.Indicator.Number)).ToDictionary(
            series => series.Key,
            series => series.Where(fact => !fact.IsErased).OrderBy(fact => fact.TimeMs).Select(fact => new StoredReading(fact.TimeMs, fact.Value, fact.Flag, fact.Flags.Findings)));
        Assert.Equal(expected.Keys.Order(), stored.Readings.Keys.Order());
        foreach (var (series, readings) in expected) Assert.Equal(readings, stored.Readings[series]);
    }

    private static void CompareCells(NaivePartition naive, StoreContents stored)
    {
        var expected = NaiveCells.Of(naive);
        var nothing = CellCodec.Encode(new Cell());
        foreach (var key in expected.Keys.Concat(stored.Cells.Keys).Distinct())
        {
            // A cell that says nothing may be stored or not: both mean the same.
            var naiveBytes = expected.TryGetValue(key, out var cell) ? CellCodec.Encode(cell) : nothing;
            var (_, isFinal, content) = stored.Cells.GetValueOrDefault(key, (0, key.StartMs < naive.Frontiers[(int)key.Window], nothing));
            Assert.True(naiveBytes.AsSpan().SequenceEqual(content), $"{Name(key)}\nexpected {Name(naiveBytes)}\nstored   {Name(content)}");
            Assert.True(isFinal == key.StartMs < naive.Frontiers[(int)key.Window], $"{Name(key)}: final is {isFinal}");
        }
    }

    private static void CompareBooks(NaivePartition naive, StoreContents stored, Partition partition)
    {
        Assert.Equal(naive.SiteBooks.Keys.Order(), stored.Ledgers.Keys.Order());
        foreach (var (site, books) in naive.SiteBooks) Compare(books, stored.Ledgers[site], $"site {site}");
        foreach (var (device, books) in naive.DeviceBooks)
        {
            var state = partition.FindDevice(Numbers.IndexOf(device))!;
            Compare(books, state.Ledger, $"device {device}");
            Assert.Equal((device, naive.Receipts.LeastDelayMs(device)), (device, (long?)state.LeastDelay?.TotalMilliseconds));
        }
    }

    private static void Compare(NaiveBooks books, LedgerBalance balance, string whose)
    {
        Assert.True(balance.Closes, whose);
        Assert.Equal(0, balance.Pending);
        Assert.Equal(
            (whose, books.Received, books.Stored, books.Duplicates), (whose, balance.Received, balance.Stored, balance.Duplicates));
        Assert.Equal(books.Rejected.OrderBy(reason => reason.Key), balance.Rejected.OrderBy(reason => reason.Key));
    }

    private static string Name(NaiveKey key)
    {
        Assert.True(SchemeCatalog.Load().TryGet(key.Indicator, out var indicator));
        return $"site {key.Site}, {indicator.Code}, {key.Window.Code()} from {DateTimeOffset.FromUnixTimeMilliseconds(key.StartMs).ToOffset(TimeSpan.FromHours(7)):s}";
    }

    private static string Name(CellCriteria? criteria) => criteria is null ? "none"
        : $"correct {criteria.Correct} clean {criteria.Clean} live {criteria.Alive}/{criteria.Asked} prompt {criteria.Prompt} delayed {criteria.Delays.Count}";

    internal static string Name(byte[] content)
    {
        var reader = new ByteReader(content);
        var cell = CellCodec.Read(ref reader);
        return $"count {cell.Count} pass {cell.Pass} suspect {cell.Suspect} fail {cell.Fail} sum {cell.Sum} own {cell.OwnSum}/{cell.OwnWeight} device slots {cell.DeviceSlots?.Count} last {cell.Last} slots {cell.Received}/{cell.Expected} devices {cell.Devices} bins {cell.Sketch.BinCount} criteria {Name(cell.Criteria)} min {cell.Min} max {cell.Max}";
    }
}
