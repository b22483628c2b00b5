using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>A vehicle of a site whose readings count in the province where it was.</summary>
public sealed class RoamingDeviceTests : IDisposable
{
    private const string Speed = "VEHICLE_SPEED"; // each 30 s; a hop is 20 km
    private const long MinuteMs = 60_000;

    private static readonly Position s_hanoi = new(21.0278, 105.8342);
    private static readonly Position s_bacNinh = new(21.15, 105.99);
    private static readonly Position s_saigon = new(10.7769, 106.7009);
    private static readonly Position s_atSea = new(16.0, 112.0);

    private readonly PartitionBench _bench = new(5);
    private readonly long _noon = PartitionBench.NoonMs;

    [Fact]
    public void Its_readings_count_where_it_was_and_the_latest_place_holds_without_a_position()
    {
        _bench.Begin(_noon);
        _bench.Receive(_noon + 1, Speed, (_noon - MinuteMs, 40)); // before any position: at its site
        _bench.Receive(_noon + 2, Speed, (_noon, 41, s_hanoi, "01"), (_noon + 30_000, 42, s_bacNinh, "24"));
        _bench.Receive(_noon + MinuteMs, Speed, (_noon + MinuteMs, 43));
        _bench.Receive(_noon + (2 * MinuteMs), Speed, (_noon + (2 * MinuteMs), 44, s_atSea, null));

        Assert.Equal(1, Count(_bench.Site(1), _noon - MinuteMs));
        Assert.Equal(1, Count(_bench.Roaming("01"), _noon));
        Assert.Equal(1, Count(_bench.Roaming("24"), _noon));
        Assert.Equal(1, Count(_bench.Roaming("24"), _noon + MinuteMs));
        Assert.Equal(1, Count(_bench.Roaming("24"), _noon + (2 * MinuteMs)));
        Assert.Equal(("24", _noon + (2 * MinuteMs)), (_bench.State.Area, _bench.State.PlacedAt!.Value.ToUnixTimeMilliseconds()));
    }

    [Fact] // For an hour nothing is heard and Hanoi is expected to hear of it; then it tells that it left after ten minutes.
    public void What_a_tracker_tells_after_an_hour_without_a_network_counts_on_its_way_and_is_expected_there()
    {
        _bench.Begin(_noon);
        _bench.Receive(_noon + 1, Speed, (_noon, 40, s_hanoi, "01"));
        _bench.Tick(_noon + (60 * MinuteMs));
        Assert.Equal(1, Hour(_bench.Roaming("01")).Received);

        _bench.Receive(_noon + (60 * MinuteMs) + 1, Speed,
            [.. Enumerable.Range(1, 50).Select(i => (_noon + (i * MinuteMs), 40 + (i % 7), i < 10 ? s_hanoi : s_bacNinh, (string?)(i < 10 ? "01" : "24")))]);
        _bench.Tick(_noon + (180 * MinuteMs));

        var (before, after) = (Hour(_bench.Roaming("01")), Hour(_bench.Roaming("24")));
        Assert.Equal((20L, 10L, 10L), (before.Expected, before.Received, before.Count));
        Assert.Equal((100L, 41L, 41L), (after.Expected, after.Received, after.Count));
    }

    [Fact]
    public void A_point_that_comes_out_of_order_changes_nothing_of_where_it_was()
    {
        _bench.Begin(_noon);
        _bench.Receive(_noon + 1, Speed, (_noon, 40, s_hanoi, "01"), (_noon + (2 * MinuteMs), 42, s_hanoi, "01"));
        _bench.Receive(_noon + (2 * MinuteMs), Speed, (_noon + MinuteMs, 41, s_saigon, "79"));
        _bench.Receive(_noon + (3 * MinuteMs), Speed, (_noon + (3 * MinuteMs), 43));

        Assert.Equal(1, Count(_bench.Roaming("01"), _noon + MinuteMs));
        Assert.Equal(1, Count(_bench.Roaming("01"), _noon + (3 * MinuteMs)));
    }

    [Fact]
    public void A_hop_is_suspect_and_counts_where_it_leads_and_no_place_on_earth_fails_and_leads_nowhere()
    {
        _bench.Begin(_noon);
        _bench.Receive(_noon + 1, Speed,
            (_noon, 40, s_hanoi, "01"), (_noon + 30_000, 41, s_saigon, "79"), (_noon + MinuteMs, 42, new Position(91, 106), null),
            (_noon + MinuteMs + 30_000, 43, new Position(double.NaN, 106), null));

        var flags = _bench.Stored.Readings[(_bench.Device(1), PartitionBench.Indicator(Speed).Number)];
        Assert.Equal(
            [ReadingFlag.Unevaluated, ReadingFlag.Suspect, ReadingFlag.Fail, ReadingFlag.Fail],
            flags.Select(reading => reading.Findings[QualityTest.Location]));
        Assert.Equal(1, Count(_bench.Roaming("79"), _noon));
        Assert.Equal(2, Minute(_bench.Roaming("79"), _noon + MinuteMs).Fail);
    }

    [Fact] // 500 m to and fro over a border, within what it is known to.
    public void A_vehicle_that_stands_on_a_border_does_not_move_with_every_message()
    {
        _bench.Begin(_noon);
        var (west, east) = (new Position(21, 105.9976), new Position(21, 106.0024));
        for (var i = 0; i < 6; i++)
            _bench.Receive(_noon + (i * 1_000) + 1, Speed, (_noon + (i * 1_000), 1, i % 2 == 0 ? west : east, i % 2 == 0 ? "01" : "24"));
        Assert.Equal(6, Count(_bench.Roaming("01"), _noon));

        _bench.Receive(_noon + 7_000, Speed, (_noon + 7_000, 1, new Position(21, 106.0040), "24"));
        Assert.Equal(1, Count(_bench.Roaming("24"), _noon));
    }

    [Fact]
    public void A_position_without_values_is_a_place_too()
    {
        _bench.Begin(_noon);
        _bench.Receive(_noon + 1, Speed, (_noon, double.NaN, s_hanoi, "01"));
        _bench.Receive(_noon + 2, Speed, (_noon + 1_000, 40));

        Assert.Equal(1, Count(_bench.Roaming("01"), _noon));
        Assert.Equal((1L, 1L), (_bench.State.Ledger.Received, _bench.State.Ledger.Stored));
    }

    [Fact] // Far more stays than its state keeps, and a restart; then a point comes late of the second one.
    public void However_often_it_crossed_a_late_point_counts_where_it_was_then()
    {
        _bench.Begin(_noon);
        for (var i = 0; i < 200; i++)
            _bench.Receive(_noon + (i * 10_000L) + 1, Speed, (_noon + (i * 10_000L), i % 90, i % 2 == 0 ? s_hanoi : s_bacNinh, i % 2 == 0 ? "01" : "24"));
        _bench.Tick(_noon + (40 * MinuteMs));
        _ = _bench.Stored;
        _bench.Kill();
        var before = Count(_bench.Roaming("24"), _noon);
        _bench.Receive(_noon + (41 * MinuteMs), Speed, (_noon + 15_000, 12.5));
        _bench.Tick(_noon + (43 * MinuteMs));

        Assert.Equal(before + 1, Count(_bench.Roaming("24"), _noon));
        Assert.Equal(1, Minute(_bench.Roaming("24"), _noon).Devices);
    }

    [Fact]
    public void Where_it_was_last_survives_a_restart()
    {
        _bench.Begin(_noon);
        _bench.Receive(_noon + 1, Speed, (_noon, 40, s_hanoi, "01"));
        _bench.Tick(_noon + 2_000);
        _ = _bench.Stored;
        _bench.Kill();
        _bench.Receive(_noon + 31_000, Speed, (_noon + 30_000, 41, s_saigon, "79"));

        var flags = _bench.Stored.Readings[(_bench.Device(1), PartitionBench.Indicator(Speed).Number)];
        Assert.Equal(ReadingFlag.Suspect, flags[1].Findings[QualityTest.Location]);
    }

    public void Dispose() => _bench.Dispose();

    [Fact] // Moves that were dated ahead have pushed the stays before them out of the state and into the store.
    public void A_place_that_is_told_before_moves_to_come_hides_none_of_the_stays_between()
    {
        using var bench = new PartitionBench(5, new PartitionOptions { ResidencesKept = 2 });
        bench.Begin(_noon);
        bench.Receive(_noon + 1, Speed, (_noon, 40, s_hanoi, "01"));
        foreach (var minutes in (int[])[30, 40, 50]) bench.Move(_noon + 2, site: minutes == 40 ? 1 : 2, fromMs: _noon + (minutes * MinuteMs));
        Assert.NotEmpty(bench.Stored.Readings); // committed

        bench.Receive(_noon + 3, Speed, (_noon + MinuteMs, 41, s_bacNinh, "24"));
        Assert.NotEmpty(bench.Stored.Readings);
        bench.Receive(_noon + (60 * MinuteMs), Speed, [.. ((int[])[20, 35, 45, 55]).Select(minute => (_noon + (minute * MinuteMs), 42.0))]);

        bench.Tick(_noon + (70 * MinuteMs));

        foreach (var (site, minute) in ((uint, int)[])[(bench.Roaming("24"), 20), (bench.Site(2), 35), (bench.Site(1), 45), (bench.Site(2), 55)])
            Assert.Equal((site, 1), (site, CellOf(bench, site, Window.Minute, _noon + (minute * MinuteMs)).Count));
    }

    private long Count(uint site, long minuteMs) => Minute(site, minuteMs).Count;

    private Cell Minute(uint site, long startMs) => Cell(site, Window.Minute, startMs);

    private Cell Hour(uint site) => Cell(site, Window.Hour, _noon);

    // Shown as far as the log's clock is: a tick publishes what is open.
    private Cell Cell(uint site, Window window, long startMs)
    {
        _bench.Tick(Math.Max(_bench.ClockMs, startMs) + 5_000);
        return CellOf(_bench, site, window, startMs);
    }

    private static Cell CellOf(PartitionBench bench, uint site, Window window, long startMs) =>
        bench.Stored.Cells.TryGetValue(new NaiveKey(site, PartitionBench.Indicator(Speed).Number, window, startMs), out var stored)
            ? Cells.Decode(stored.Content)
            : new Cell();
}
