using System.Text;
using System.Text.Json;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Paced;
using SmartSectors.Fleet.Signals;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Fleet.Tests;

/// <summary>Buses and lorries on a day, as the platform would judge what they tell.</summary>
public class VehicleTests
{
    private static readonly long s_dayMs = DateTimeOffset.Parse("2026-11-20T00:00:00+07:00", null).ToUnixTimeMilliseconds();
    private static readonly FleetLayout s_layout = FleetLayout.Build([Sector.Transport], 600, seed: 1, AreaCatalog.Load());

    private static IReadOnlyList<SimulatedDevice> Of(string profile) => [.. s_layout.Devices.Where(device => device.Profile.Code == profile)];

    [Fact]
    public void Buses_make_trips_from_one_end_of_their_line_to_the_other_and_some_are_too_fast()
    {
        var trips = Of("bus").Select(TripsOf).ToList();
        Assert.All(trips, ofBus => Assert.InRange(ofBus.Count, 8, 60));
        Assert.Contains(trips, ofBus => ofBus.Any(trip => trip.SpeedingSegments > 0));
        Assert.Contains(trips, ofBus => ofBus.All(trip => trip.SpeedingSegments == 0));
    }

    [Fact]
    public void Lorries_stop_on_their_way_rest_and_are_now_and_then_too_fast()
    {
        var trips = Of("truck").Select(TripsOf).ToList();
        Assert.All(trips, ofTruck => Assert.InRange(ofTruck.Count, 3, 40));
        Assert.All(trips, ofTruck => Assert.Contains(ofTruck, trip => trip.Stops > 0));
        Assert.Contains(trips, ofTruck => ofTruck.Any(trip => trip.Longest is not null));
    }

    [Fact]
    public void Some_lorries_cross_the_border_of_a_province_and_tell_where_they_are()
    {
        var lorries = Of("truck").Where(truck => truck.Route is not null).ToList();
        Assert.InRange(lorries.Count, Of("truck").Count / 5, Of("truck").Count / 2);

        var places = ProvinceLocator.Shipped;
        var crossing = lorries.Count(truck => Minutes().Select(timeMs => places.Find(truck.Route!.At(timeMs))).OfType<string>().Distinct().Count() > 1);
        Assert.True(crossing > lorries.Count * 3 / 4, $"{crossing} of {lorries.Count} were in several provinces on the day");
        Assert.All(lorries, truck => Assert.Equal("tracked-vehicle", truck.Device.Profile));
        Assert.True(ProfileCatalog.Load().TryGet("tracked-vehicle", out var profile));
        Assert.Equal(Attribution.Position, profile.Attribution);
    }

    [Fact]
    public void A_position_goes_with_the_values_and_only_where_there_is_one()
    {
        var (roaming, staying) = (Of("truck").First(truck => truck.Route is not null), Of("truck").First(truck => truck.Route is null));
        Assert.Equal(["vehicle_speed", "drive_time_cont", "latitude", "longitude"], KeysOf(roaming));
        Assert.Equal(["vehicle_speed", "drive_time_cont"], KeysOf(staying));
    }

    private static IEnumerable<string> KeysOf(SimulatedDevice device)
    {
        Assert.True(new TroubledDevice(device, TroubleOptions.None, record: null).TrySample(new Moment(s_dayMs, 30_000), out var sample));
        using var body = JsonDocument.Parse(Encoding.UTF8.GetString(NativeBody.Write(device.Channels, sample)));
        return [.. body.RootElement.GetProperty("values").EnumerateObject().Select(value => value.Name)];
    }

    private static IReadOnlyList<Trip> TripsOf(SimulatedDevice device)
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Transport, "VEHICLE_SPEED", out var speed));
        var finder = new TripFinder(speed.Travel!);
        var channel = device.Channels.Single(channel => channel.Indicator == "VEHICLE_SPEED");
        for (var timeMs = s_dayMs; timeMs < s_dayMs + LocalTime.DayMs; timeMs += 30_000)
            finder.Add(timeMs, channel.Measure(new Moment(timeMs, 30_000)), device.Device.SpeedLimit);
        return finder.Trips;
    }

    private static IEnumerable<long> Minutes() => Enumerable.Range(0, 24 * 12).Select(i => s_dayMs + (i * 5 * LocalTime.MinuteMs));
}
