using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>A vehicle's speeds over real MQTT: what is derived from them at every level, and its trips.</summary>
public sealed class TripsTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    // Ten seconds apart: 40, twice 60 with a limit of 50, two minutes at a stop, and 40; five minutes later another trip.
    private static readonly (int Second, int Speed)[] s_way =
        [(0, 40), (10, 60), (20, 60), .. Enumerable.Range(3, 12).Select(i => (i * 10, 0)), (150, 40), (160, 40), (460, 30)];

    [Fact]
    public async Task Trips_stops_and_speeding_are_derived_from_what_a_vehicle_tells_of_its_speed()
    {
        await running.Platform.PostAsync("api/v1/sites", new object[] { new { id = "garage", sector = "transport", commune = RunningPlatform.Commune.Code } });
        await running.Platform.PostAsync("api/v1/devices", new object[] { new { id = "van-3", site = "garage", parameters = new { limit = 50 } } });

        // A quarter-hour that has begun and is open for two minutes at least; the last reading is less than 5 minutes ahead.
        var begun = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (3 * 60_000);
        var quarter = begun - (begun % 900_000);
        await using var publisher = await running.ConnectAsync();
        foreach (var (second, speed) in s_way)
            await PublishAsync(publisher, $$$"""{"ts":{{{quarter + (second * 1_000)}}},"values":{"vehicle_speed":{{{speed}}}}}""");
        await PublishAsync(publisher, $$$"""{"ts":{{{quarter}}},"values":{"trips":7}}""");

        foreach (var area in new[] { $"level=province&area={RunningPlatform.Commune.Parent}", "level=site&area=garage" })
        {
            Assert.Equal(2, await ValueAsync("trips", area, quarter, value => value == 2));
            Assert.Equal(1, await ValueAsync("stops", area, quarter, value => value == 1));
            Assert.Equal(1, await ValueAsync("speeding_segments", area, quarter, value => value == 1));
            Assert.Equal(0.5, await ValueAsync("speeding_share", area, quarter, value => value == 0.5)); // 20 s of 40 s
        }

        var trips = (await Eventually.Async(
            () => running.Platform.GetAsync($"api/v1/devices/van-3/trips?from={Time(quarter)}&to={Time(quarter + 900_000)}"),
            page => page.GetProperty("trips").GetArrayLength() == 2)).GetProperty("trips");
        Assert.Equal((160.0, 1, 60.0, 1), (
            trips[0].GetProperty("durationSeconds").GetDouble(), trips[0].GetProperty("stops").GetInt32(), trips[0].GetProperty("maxSpeed").GetDouble(),
            trips[0].GetProperty("speedingSegments").GetInt32()));
        Assert.Equal(20.0, trips[0].GetProperty("longestSpeeding").GetProperty("durationSeconds").GetDouble());
        Assert.Equal(Time(quarter + 460_000), trips[1].GetProperty("start").GetString());

        var ledger = await running.Platform.GetAsync("api/v1/ledger?device=van-3");
        Assert.Equal((s_way.Length, 1), (ledger.GetProperty("stored").GetInt32(), ledger.GetProperty("rejected").GetProperty("derived_indicator").GetInt32()));
    }

    private static async Task PublishAsync(MqttPublisher publisher, string body) => Assert.Equal(
        PubAckReason.Success,
        await publisher.PublishAsync(Encoding.UTF8.GetBytes("sectors/transport/garage/van-3/telemetry"), Encoding.UTF8.GetBytes(body), QualityOfService.AtLeastOnce));

    private async Task<double?> ValueAsync(string indicator, string area, long quarter, Func<double?, bool> isThere)
    {
        double? Value(JsonElement page) =>
            page.TryGetProperty("series", out var series) && series.GetArrayLength() == 1 && series[0].GetProperty("points") is var points
            && points.GetArrayLength() == 1 && points[0].GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
        return Value(await Eventually.Async(
            () => running.Platform.GetAsync($"api/v1/aggregates?sector=transport&indicator={indicator}&{area}&window=15m&from={Time(quarter)}&to={Time(quarter + 900_000)}"),
            page => isThere(Value(page))));
    }

    private static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
