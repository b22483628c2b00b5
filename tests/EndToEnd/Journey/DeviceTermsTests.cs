using System.Globalization;
using System.Text;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>What is said of a device by its registration, from the API through the log to the aggregates.</summary>
public sealed class DeviceTermsTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    [Fact]
    public async Task A_weighted_mean_weighs_devices_as_they_are_registered()
    {
        await running.Platform.PostAsync("api/v1/sites", new object[] { new { id = "hospital", sector = "health", commune = RunningPlatform.Commune.Code } });
        await running.Platform.PostAsync("api/v1/devices", new object[]
        {
            new { id = "beds-a", site = "hospital", weight = 300 },
            new { id = "beds-b", site = "hospital", weight = 100, parameters = new { limit = 50 } },
        });

        // 80 % of 300 beds and 20 % of 100, in a quarter-hour that has begun and is open for two minutes at least (it waits
        // five for stragglers): a closed one is revised once a minute only, at every level one after the other.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var begun = now - (3 * 60_000);
        var quarter = begun - (begun % 900_000);
        await using var publisher = await running.ConnectAsync();
        foreach (var (device, value) in new[] { ("beds-a", 80), ("beds-b", 20) })
        {
            var samples = Enumerable.Range(0, 3).Select(i => $$$"""{"ts":{{{quarter + (i * 60_000)}}},"values":{"bed_occupancy":{{{value}}}}}""");
            await publisher.PublishAsync(
                Encoding.UTF8.GetBytes($"sectors/health/hospital/{device}/telemetry"), Encoding.UTF8.GetBytes($"[{string.Join(',', samples)}]"),
                QualityOfService.AtLeastOnce);
        }

        foreach (var area in new[] { $"level=province&area={RunningPlatform.Commune.Parent}", "level=site&area=hospital" })
        {
            var page = await Eventually.Async(
                () => running.Platform.GetAsync($"api/v1/aggregates?sector=health&indicator=BED_OCCUPANCY&{area}&window=15m&from={Time(quarter)}&to={Time(quarter + 900_000)}"),
                page => page.TryGetProperty("series", out var series) && series.GetArrayLength() == 1 && series[0].GetProperty("points") is var points
                    && points.GetArrayLength() == 1 && points[0].GetProperty("count").GetInt64() == 6);
            Assert.Equal(65, page.GetProperty("series")[0].GetProperty("points")[0].GetProperty("value").GetDouble());
        }

        await running.Platform.PostAsync("api/v1/devices", new { id = "beds-a", site = "hospital", weight = 320 });
        var listed = (await running.Platform.GetAsync("api/v1/devices")).GetProperty("devices").EnumerateArray().ToDictionary(device => device.GetProperty("id").GetString()!);
        Assert.Equal((320, true), (listed["beds-a"].GetProperty("weight").GetInt32(), listed["beds-a"].TryGetProperty("from", out _)));
        Assert.Equal((100, 50), (listed["beds-b"].GetProperty("weight").GetInt32(), listed["beds-b"].GetProperty("parameters").GetProperty("limit").GetInt32()));
        Assert.Equal(1, listed["probe-5"].GetProperty("weight").GetInt32());
    }

    private static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
