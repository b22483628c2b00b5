using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Registry;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Building;

/// <summary>
/// Random readings, owners and late data through real partitions, propagation and stores: every figure of both copies
/// against a recomputation from the readings, before late data and after.
/// </summary>
public sealed class ReleaseProofTests
{
    // Means, weighted, additive by hold and by increment, a counter, what is derived from speeds, and a ratio with its inputs.
    private static readonly string[][] s_measured =
    [
        ["VEHICLE_SPEED"], ["TRAFFIC_FLOW", "ROAD_SPEED"], ["FUEL_SALES"], ["ENERGY_USED", "UNITS_MADE", "ENERGY_PER_UNIT"], ["AIR_TEMP", "RAIN"], ["VACCINE_TEMP"],
    ];

    private static readonly Window[] s_windows = [Window.Hour, Window.Day, Window.Month];

    [Fact]
    public async Task Every_published_number_equals_a_recomputation_from_readings_before_late_data_and_after()
    {
        var (free, hidden) = (0L, 0L);
        for (var seed = 1; seed <= 8; seed++)
        {
            try
            {
                var (freeOf, hiddenOf) = await ProveAsync(seed);
                (free, hidden) = (free + freeOf, hidden + hiddenOf);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
            }
        }

        // Of figures with devices behind them.
        Assert.InRange(free, 100, long.MaxValue);
        Assert.InRange(hidden, 100, long.MaxValue);
    }

    private static async Task<(long Free, long Hidden)> ProveAsync(int seed)
    {
        var random = new Random(seed);
        var numbers = Enumerable.Range(0, Numbers.PartitionCount).ToArray();
        random.Shuffle(numbers);
        var world = new World(random, numbers[..random.Next(4, 9)], withQuickPeriods: false, measured: s_measured[seed % s_measured.Length]);
        var generator = new LogGenerator(random, world, withLongGaps: false);
        var options = new PartitionOptions();
        using var rig = new PartitionRig(world.Partitions, options, compactionFanOut: 4, [.. numbers.Except(world.Partitions)], world.Schemes);
        using var areas = new AreaRig(rig, random);
        await using var registry = await OpenRegistryAsync(rig.Storage.DataDirectory, world, random);
        using var store = new ReleaseStore(Path.Combine(rig.Storage.DataDirectory, "reports.db"), rig.Clock);
        using var pool = new QueryPool(rig.Storage);
        var releaseAreas = new ReleaseAreas(AreaCatalog.Load());
        var builder = new ReleaseBuilder(
            store, new SqliteAggregateQuery(pool, AreaCatalog.Load()), new SqliteContributionQuery(pool), new SqliteClosedWindows(pool), releaseAreas, registry,
            new CurrentRulebook(Rulebook.Carried));
        var expectation = new NaiveReleases(world, releaseAreas, new SiteOwners(registry.Current).Of);

        var (free, hidden) = (0L, 0L);
        var log = new List<LogBlock>();
        for (var round = 0; round < 2; round++)
        {
            var applied = log.Count;
            generator.Make(random.Next(20, 50), log);
            foreach (var block in log.Skip(applied)) rig.Append(block.Encode());
            Assert.True(rig.Apply(() => false));
            rig.TickIdle();
            rig.CommitAll();
            areas.Finish();

            expectation.Learn([.. world.Partitions.Select(number => new NaivePartition(number, log, options, world.Schemes, world))], areas.Read().Frontiers);
            foreach (var order in Orders(world, log[0].ReceiptMs)) await ReleaseAsync(order);
        }

        return (free, hidden);

        async Task ReleaseAsync(ReleaseOrder order)
        {
            var release = await builder.BuildAsync(order, CancellationToken.None);
            var expected = expectation.Of(order);
            Assert.Equal(expected.Count, release?.Observations ?? 0);
            foreach (var block in expected.GroupBy(each => new BlockKey(order.Window, each.Part, each.Indicator.Number, each.StartMs)))
            {
                var found = store.Find(block.Key, release!.Number).ToDictionary(each => each.Area);
                Assert.Equal(block.Count(), found.Count);
                foreach (var observation in block) Compare(observation, found[observation.Area]);
            }
        }

        void Compare(NaiveObservation expected, Observation found)
        {
            foreach (var statistic in Statistic.All)
            {
                foreach (var copy in Enum.GetValues<Copy>())
                {
                    var (figure, published) = (expected.FigureOf(statistic.Code, copy), Figure.Of(found, statistic, copy));
                    Assert.True(figure == published, $"{expected.Indicator.Code} {expected.Area} {expected.StartMs} {statistic.Code} {copy}: expected {figure}, published {published}");
                }
            }

            if (found.Devices == 0) return;
            if (found.Confidentiality == Confidentiality.Free) free++;
            else hidden++;
        }
    }

    private static IEnumerable<ReleaseOrder> Orders(World world, long firstMs)
    {
        foreach (var sector in world.Devices.SelectMany(device => device.Indicators).Select(indicator => indicator.Sector).Distinct())
        {
            foreach (var window in s_windows)
            {
                // The hours and days before and after the beginning, and the two months that they may be in.
                var from = WindowCalendar.Start(window, firstMs - (window == Window.Month ? 0 : WindowCalendar.MinLengthMs(window)));
                var to = Enumerable.Range(0, window == Window.Month ? 2 : 4).Aggregate(from, (start, _) => WindowCalendar.End(window, start));
                yield return new ReleaseOrder(sector, window, DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to));
            }
        }
    }

    private static async Task<DeviceRegistry> OpenRegistryAsync(string folder, World world, Random random)
    {
        var registry = await DeviceRegistry.OpenAsync(Path.Combine(folder, "registry.db"));
        string?[] owners = [null, " ", .. Enumerable.Range(1, 12).Select(number => $"owner {number}"), "OWNER 1 "];
        var sites = world.Sites.Where(_ => random.Next(8) > 0).Select(site => new SiteRegistration(
            site.Id, site.Sector, Owner: owners[random.Next(owners.Length)], Ownership: random.Next(3) == 0 ? Ownership.Private : Ownership.Public)).ToList();
        Assert.All(await registry.AddSitesAsync(sites, "test"), outcome => Assert.True(outcome.Holds));
        return registry;
    }
}
