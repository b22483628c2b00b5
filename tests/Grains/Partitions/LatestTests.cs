using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Partitions;

public class LatestTests
{
    private const long HourMs = 3_600_000;
    private static readonly long s_noon = PartitionBench.NoonMs;
    private static readonly ushort s_air = PartitionBench.Indicator("AIR_TEMP").Number, s_soil = PartitionBench.Indicator("SOIL_TEMP").Number;

    [Fact]
    public void Who_sleeps_is_named_and_its_page_says_what_its_grain_said()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Receive(s_noon + 1, "AIR_TEMP", (s_noon, 20));
        bench.Receive(s_noon + 1, "SOIL_TEMP", (s_noon, 25));
        bench.Receive(s_noon + 1, "AIR_TEMP", device: 2, (s_noon, 21));
        var awake = Ask(bench, s_air, s_soil);
        Assert.Equal((0, 2, 3), (awake.Asleep, awake.Devices.Count, awake.Rows.Count));

        for (var hour = 0.25; hour < 3; hour += 0.25)
        {
            bench.Receive(s_noon + (long)(hour * HourMs), "AIR_TEMP", device: 2, (s_noon + (long)(hour * HourMs), 22));
            _ = bench.Stored;
        }

        var answer = Ask(bench, s_air, s_soil);
        Assert.Equal((1, 2), (answer.Asleep, answer.Devices.Count));
        Assert.Equal((true, LinkPhase.Silent, 0), (answer.Devices[0].IsAsleep, answer.Devices[0].Link, answer.Devices[0].RowCount));
        Assert.Equal(22, Assert.Single(answer.Rows).Value);

        var page = bench.ReadDevicePage(Partition.PageOfDevice(1));
        Assert.Equal(awake.Rows.Where(row => row.Device == 1), Partition.ReadLatest(page, new HashSet<int> { 1 }, Set(s_air, s_soil)));
        Assert.Equal([s_soil], Partition.ReadLatest(page, new HashSet<int> { 1 }, Set(s_soil)).Select(row => row.Indicator));
    }

    [Fact]
    public void A_part_of_the_devices_is_answered_and_where_to_go_on()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Receive(s_noon + 1, "AIR_TEMP", (s_noon, 20));
        bench.Receive(s_noon + 1, "AIR_TEMP", device: 2, (s_noon, 21));

        var first = Ask(bench, from: 0, limit: 1, s_air);
        Assert.Equal((1, 2), (Assert.Single(first.Devices).Index, first.Next));
        Assert.Equal(2, Assert.Single(Ask(bench, from: 2, limit: 100, s_air).Devices).Index);
        Assert.Empty(Ask(bench, s_soil).Devices);
        Assert.Empty(bench.Partition.FindLatest(Sector.Health, (_, _) => true, Set(s_air), 0, 100).Devices);
        Assert.Empty(bench.Partition.FindLatest(Sector.Agriculture, (site, _) => site == "site-2", Set(s_air), 0, 100).Devices);
    }

    private static LatestOfDevices Ask(PartitionBench bench, params ushort[] indicators) => Ask(bench, from: 0, limit: 100, indicators);

    private static LatestOfDevices Ask(PartitionBench bench, int from, int limit, params ushort[] indicators) =>
        bench.Partition.FindLatest(Sector.Agriculture, (site, area) => site == "site-1" && area == "00004", Set(indicators), from, limit);

    private static HashSet<ushort> Set(params ushort[] indicators) => [.. indicators];
}
