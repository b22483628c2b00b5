using System.Globalization;
using System.Text.Json;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

/// <summary>A bus whose limit is 50 from the day's 08:00 on; it is 08:30.</summary>
public sealed class TripsTests : IAsyncLifetime
{
    private const string Morning = "/api/v1/devices/bus-7/trips?from=2026-07-01T07:00:00Z";

    private static readonly Indicator s_speed = SchemeCatalog.Load().TryGet(Sector.Transport, "VEHICLE_SPEED", out var found) ? found : throw new InvalidOperationException();

    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Trips_have_the_shape_of_the_contract()
    {
        Drive("07:00:00 30", "07:00:30 60", "08:00:00 40", "08:00:30 0", "08:02:00 70", "08:02:30 80", "08:03:00 20", "08:29:00 20");

        var trips = await host.GetAsync(Morning);

        var expected = """
            {"device":"bus-7","from":"2026-07-01T07:00:00.000Z","to":"2026-07-01T08:30:00.000Z","indicator":"VEHICLE_SPEED","unit":"km/h","trips":[
              {"start":"2026-07-01T07:00:00.000Z","end":"2026-07-01T07:00:30.000Z","ongoing":false,"durationSeconds":30,"stops":0,"maxSpeed":60,"speedingSegments":null,"longestSpeeding":null},
              {"start":"2026-07-01T08:00:00.000Z","end":"2026-07-01T08:03:00.000Z","ongoing":false,"durationSeconds":180,"stops":1,"maxSpeed":80,"speedingSegments":1,
                "longestSpeeding":{"start":"2026-07-01T08:02:00.000Z","durationSeconds":60}},
              {"start":"2026-07-01T08:29:00.000Z","end":"2026-07-01T08:29:00.000Z","ongoing":true,"durationSeconds":0,"stops":0,"maxSpeed":20,"speedingSegments":0,"longestSpeeding":null}]}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), trips), trips.GetRawText());
    }

    [Fact]
    public async Task A_trip_is_told_where_it_began_and_to_its_end()
    {
        Drive("07:00:00 30", "07:04:59 30", "07:06:00 30", "07:30:00 30", "07:34:00 30", "07:38:00 30");

        Assert.Equal(["07:30:00-07:38:00"], await SpansAsync("from=2026-07-01T07:04:00Z&to=2026-07-01T07:31:00Z"));
        Assert.Equal(["07:00:00-07:06:00"], await SpansAsync("from=2026-07-01T07:00:00Z&to=2026-07-01T07:02:00Z"));
        Assert.Empty(await SpansAsync("from=2026-07-01T07:31:00Z&to=2026-07-01T07:37:00Z"));
    }

    [Fact]
    public async Task A_vehicle_whose_clock_is_ahead_has_the_trips_that_it_told()
    {
        Drive("08:29:00 30", "08:34:30 30");

        Assert.Equal(["08:29:00-08:29:00", "08:34:30-08:34:30"], await SpansAsync("from=2026-07-01T08:00:00Z&to=2026-07-01T08:45:00Z"));
    }

    [Fact]
    public async Task A_reading_that_failed_is_no_part_of_a_trip()
    {
        Drive("07:00:00 30", "07:00:30 200", "07:01:00 30");
        var points = host.Devices.Readings[("bus-7", s_speed.Code)];
        points[1] = points[1] with { Flag = ReadingFlag.Fail };

        Assert.Equal(30, (await host.GetAsync(Morning)).GetProperty("trips")[0].GetProperty("maxSpeed").GetDouble());
    }

    [Fact]
    public async Task Trips_are_asked_for_a_week_at_most_and_of_a_vehicle_that_is_known()
    {
        Drive("07:00:00 30");
        host.Devices.Add("probe-7", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now, 30));

        Assert.Equal(["from"], await host.WrongParametersAsync("/api/v1/devices/bus-7/trips?from=2026-06-24T08:29:59Z"));
        Assert.Equal(["from", "limit"], await host.WrongParametersAsync("/api/v1/devices/bus-7/trips?from=yesterday&limit=5"));
        await host.GetAsync("/api/v1/devices/bus-8/trips", 404);
        var noVehicle = await host.GetAsync("/api/v1/devices/probe-7/trips", 404);
        Assert.Contains("agriculture derives no trips", noVehicle.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registered_vehicle_that_was_never_heard_made_no_trip()
    {
        await host.Registry.AddSiteAsync(new("depot", Sector.Transport), "test");
        await host.Registry.AddDeviceAsync(new("bus-9", "depot"), "test");
        Assert.Equal(0, (await host.GetAsync("/api/v1/devices/bus-9/trips")).GetProperty("trips").GetArrayLength());
    }

    private async Task<IEnumerable<string>> SpansAsync(string range) =>
        (await host.GetAsync($"/api/v1/devices/bus-7/trips?{range}")).GetProperty("trips").EnumerateArray()
            .Select(trip => $"{Clock(trip, "start")}-{Clock(trip, "end")}");

    private static string Clock(JsonElement trip, string key) => trip.GetProperty(key).GetString()![11..19];

    private void Drive(params string[] readings)
    {
        host.Devices.Add("bus-7", "depot", s_speed, [.. readings.Select(reading => reading.Split(' ')).Select(reading => (At(reading[0]), double.Parse(reading[1], CultureInfo.InvariantCulture)))]);
        var limit = new Terms { Parameters = ParameterSet.Of([new("limit", 50)]) };
        host.Devices.Twins["bus-7"] = host.Devices.Twins["bus-7"] with { Terms = [new DatedTerms(At("08:00:00").ToUnixTimeMilliseconds(), limit)] };
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-07-01T{time}Z", CultureInfo.InvariantCulture);
}
