using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>Conditions of devices: the rules by example; the proofs hold them against everything else.</summary>
public class ConditionTests
{
    private const long MinuteMs = 60_000;
    private static readonly long s_noon = PartitionBench.NoonMs;

    [Fact]
    public void What_is_measured_under_it_is_kept_flagged_and_excluded_from_values()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Report(s_noon, ConditionSource.Device, DeviceCondition.Calibrating, s_noon + MinuteMs);
        bench.Report(s_noon, ConditionSource.Device, DeviceCondition.Normal, s_noon + (3 * MinuteMs));
        Receive(bench, s_noon, minutes: 5);
        bench.Tick(s_noon + (10 * MinuteMs));
        Assert.Equal([1, 2], Excluded(bench, s_noon));
        Assert.Equal((3, 20, 24), CellOf(bench, s_noon));
    }

    [Fact]
    public void What_was_measured_before_it_was_told_leaves_open_and_closed_windows()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        Receive(bench, s_noon, minutes: 5);
        bench.Tick(s_noon + (30 * MinuteMs));
        Assert.Equal((5, 20, 24), CellOf(bench, s_noon));

        bench.Report(s_noon + (30 * MinuteMs), ConditionSource.Operator, DeviceCondition.Error, s_noon, s_noon + (2 * MinuteMs));
        bench.Tick(s_noon + (32 * MinuteMs));
        Assert.Equal([0, 1], Excluded(bench, s_noon));
        Assert.Equal((3, 22, 24), CellOf(bench, s_noon));

        bench.Report(s_noon + (33 * MinuteMs), ConditionSource.Operator, DeviceCondition.Normal, s_noon);
        bench.Tick(s_noon + (35 * MinuteMs));
        Assert.Empty(Excluded(bench, s_noon));
        Assert.Equal((5, 20, 24), CellOf(bench, s_noon));
    }

    [Fact]
    public void Of_long_ago_not_more_hours_are_made_anew_at_once_than_a_tick_has_time_for()
    {
        using var bench = new PartitionBench(5, new PartitionOptions { RebuiltHours = 2 });
        bench.Begin(s_noon);
        for (var i = 0; i < 5 * 60; i++) bench.Receive(s_noon + (i * MinuteMs), "AIR_TEMP", (s_noon + (i * MinuteMs), 20 + (i % 3)));
        var told = s_noon + (8 * 60 * MinuteMs);
        bench.Tick(told);
        bench.Report(told + 1, ConditionSource.Operator, DeviceCondition.Error, s_noon);

        var counted = new List<int>();
        for (var minute = 0; minute <= 4; minute++)
        {
            bench.Tick(told + (minute * MinuteMs));
            counted.Add(bench.Stored.Cells.Count(cell => cell.Key.Window == Window.Minute && Cells.Decode(cell.Value.Content).Count > 0));
        }

        Assert.Equal([300, 180, 60, 0, 0], counted);
        bench.Tick(told + (20 * MinuteMs));
        Assert.DoesNotContain(bench.Stored.Cells, cell => cell.Key.Window == Window.QuarterHour && Cells.Decode(cell.Value.Content).Count > 0);
    }

    [Fact]
    public void A_late_reading_has_the_condition_of_its_own_moment()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Report(s_noon, ConditionSource.Operator, DeviceCondition.Maintenance, s_noon - (10 * MinuteMs), s_noon);
        bench.Receive(s_noon + 1, "AIR_TEMP", (s_noon, 20));
        bench.Receive(s_noon + 2, "AIR_TEMP", (s_noon - (5 * MinuteMs), 99), (s_noon - (15 * MinuteMs), 19));
        bench.Tick(s_noon + (2 * MinuteMs));
        Assert.Equal([-5], Excluded(bench, s_noon));
    }

    [Fact]
    public void The_device_s_normal_does_not_end_what_an_operator_says()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Report(s_noon, ConditionSource.Operator, DeviceCondition.Maintenance, s_noon, s_noon + (10 * MinuteMs));
        bench.Report(s_noon, ConditionSource.Device, DeviceCondition.Normal, s_noon);
        Assert.Equal(Told(DeviceCondition.Maintenance, ConditionSource.Operator, 0, 10), bench.State.Condition);

        bench.Report(s_noon + MinuteMs, ConditionSource.Device, DeviceCondition.Error, s_noon + MinuteMs);
        bench.Tick(s_noon + (11 * MinuteMs));
        Assert.Equal(Told(DeviceCondition.Error, ConditionSource.Device, 10, null), bench.State.Condition);
    }

    [Fact]
    public void It_survives_a_crash_a_page_of_state_and_the_sleep_of_the_device()
    {
        using var bench = new PartitionBench(5);
        bench.Begin(s_noon);
        bench.Receive(s_noon, "AIR_TEMP", (s_noon, 20));
        bench.Report(s_noon + 1, ConditionSource.Operator, DeviceCondition.Maintenance, s_noon + MinuteMs);
        _ = bench.Stored; // committed
        bench.Kill();
        for (var minute = 1; minute < 180; minute++)
        {
            bench.Receive(s_noon + (minute * MinuteMs), "AIR_TEMP", device: 2, (s_noon + (minute * MinuteMs), 21));
            _ = bench.Stored;
        }

        Assert.Equal(1, bench.Partition.ActiveDeviceCount);
        bench.Kill();
        Assert.Equal(Told(DeviceCondition.Maintenance, ConditionSource.Operator, 1, null), bench.State.Condition);
        bench.Receive(s_noon + (180 * MinuteMs), "AIR_TEMP", (s_noon + (180 * MinuteMs), 20));
        Assert.Equal([180], Excluded(bench, s_noon));

        // Taken back altogether it leaves nothing.
        bench.Report(s_noon + (181 * MinuteMs), ConditionSource.Operator, DeviceCondition.Normal, s_noon);
        _ = bench.Stored;
        bench.Kill();
        Assert.Equal(ReportedCondition.Normal, bench.State.Condition);
        Assert.Empty(Excluded(bench, s_noon));
    }

    private static ReportedCondition Told(DeviceCondition condition, ConditionSource source, int sinceMinute, int? untilMinute) => new(
        condition, source, DateTimeOffset.FromUnixTimeMilliseconds(s_noon + (sinceMinute * MinuteMs)),
        untilMinute is { } minute ? DateTimeOffset.FromUnixTimeMilliseconds(s_noon + (minute * MinuteMs)) : null);

    // 20 at the first minute, 21 at the second and so on.
    private static void Receive(PartitionBench bench, long fromMs, int minutes)
    {
        for (var i = 0; i < minutes; i++) bench.Receive(fromMs + (i * MinuteMs), "AIR_TEMP", (fromMs + (i * MinuteMs), 20 + i));
    }

    private static List<long> Excluded(PartitionBench bench, long fromMs)
    {
        var readings = bench.Stored.Readings[(bench.Device(1), PartitionBench.Indicator("AIR_TEMP").Number)];
        Assert.All(readings, reading => Assert.Equal(reading.Findings[QualityTest.DeviceCondition] == ReadingFlag.Fail, reading.Flag == ReadingFlag.Fail));
        return [.. readings.Where(reading => reading.Flag == ReadingFlag.Fail).Select(reading => (reading.TimeMs - fromMs) / MinuteMs)];
    }

    private static (long Count, double Min, double Max) CellOf(PartitionBench bench, long startMs)
    {
        var bytes = bench.Stored.Cells[new NaiveKey(bench.Site(1), PartitionBench.Indicator("AIR_TEMP").Number, Window.QuarterHour, startMs)].Content;
        var reader = new SmartSectors.Telemetry.Binary.ByteReader(bytes);
        var cell = CellCodec.Read(ref reader);
        return (cell.Count, cell.Min, cell.Max);
    }
}
