using System.Globalization;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Telemetry.Tests.Trips;

public class TravelRulesTests
{
    private static readonly TravelRules s_rules = Rules();

    internal static TravelRules Rules()
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Transport, "VEHICLE_SPEED", out var speed));
        return speed.Travel!;
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(4.9, false, false)]
    [InlineData(5, true, false)]
    [InlineData(50, true, false)] // as fast as it may
    [InlineData(50.1, true, true)]
    public void A_reading_moves_from_five_and_is_too_fast_over_the_limit(double speed, bool moves, bool isTooFast) =>
        Assert.Equal(new VehicleReading(7, moves, isTooFast), s_rules.Read(7, speed, 50));

    [Fact]
    public void Without_a_registered_limit_nothing_is_said_of_speeding()
    {
        Assert.Null(s_rules.Read(0, 200, null).IsSpeeding);
        Assert.Equal("1,0 0/0 0/0", Of([(0, 80), (30, 80), (60, 80)], limit: null));
    }

    // Seconds and speeds with a limit of 50, then: trips, stops, segments/judged, too fast/driven in seconds.
    [Theory]
    [InlineData("0:60", "1,0 1/1 0/0")]
    [InlineData("0:0 30:0", "0,0 0/2 0/0")]
    [InlineData("0:0 30:40 60:40", "1,0 0/3 0/30")]
    [InlineData("0:40 299:40", "1,0 0/2 0/0")] // silence is no stop
    [InlineData("0:40 300:40", "2,0 0/2 0/0")] // a gap is another trip
    [InlineData("0:40 30:0 60:0 90:0 119:40", "1,0 0/5 0/30")]
    [InlineData("0:40 30:0 60:0 90:0 120:40", "1,1 0/5 0/30")]
    [InlineData("0:40 150:0 299:40", "1,1 0/3 0/0")]
    [InlineData("0:40 150:0 300:40", "2,0 0/3 0/0")] // one that is so long ends the trip
    [InlineData("0:60 30:60 60:60", "1,0 1/3 60/60")]
    [InlineData("0:60 30:40 60:60 90:40", "1,0 2/4 60/90")]
    [InlineData("0:60 90:60", "1,0 1/2 90/90")] // three periods
    [InlineData("0:60 91:60", "1,0 2/2 0/0")] // beyond, nothing is known of the time between
    public void Consecutive_readings_are_counted(string readings, string counted) =>
        Assert.Equal(counted, Of([.. readings.Split(' ').Select(one => one.Split(':')).Select(one => (long.Parse(one[0], CultureInfo.InvariantCulture), double.Parse(one[1], CultureInfo.InvariantCulture)))], 50));

    private static string Of((long Second, double Speed)[] readings, double? limit)
    {
        var walk = new TravelWalk(s_rules);
        var sum = readings.Aggregate(default(TravelCounts), (sum, one) => sum + walk.Next(s_rules.Read(one.Second * 1_000, one.Speed, limit)));
        Assert.Equal(readings.Length, sum.Readings);
        return $"{sum.Trips},{sum.Stops} {sum.Segments}/{sum.Judged} {sum.SpeedingMs / 1_000}/{sum.DrivenMs / 1_000}";
    }
}
