using System.Globalization;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>What clients deliver of a quarter-hour that is over, judged by hand, is what every level says of it.</summary>
public sealed class CriteriaTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    private const long QuarterMs = 15 * 60_000;

    [Fact]
    public async Task Correct_is_at_every_level_what_the_flags_of_the_readings_say()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var quarter = now - (now % QuarterMs) - (8 * QuarterMs);
        // Within all spans, and beyond the greatest possible moisture: one of four, and two of five.
        await DeliverAsync("probe-311", quarter, 30, 31, 120, 32);
        await DeliverAsync("probe-5", quarter, 40, 130, 41, 125, 42);

        var shares = new List<decimal>();
        foreach (var device in (string[])["probe-311", "probe-5"]) shares.Add(await CorrectOfAsync(device, quarter));
        Assert.All(shares, share => Assert.InRange(share, 0.2m, 0.9m));
        var expected = (double)(shares.Average(share => Math.Round(share, 9)));

        var commune = RunningPlatform.Commune;
        foreach (var area in new[] { "level=site&area=farm", $"level=commune&area={commune.Code}", $"level=province&area={commune.Parent}", "level=nation&area=VN" })
        {
            var point = await Eventually.Async(
                async () => PointOf(await running.Platform.GetAsync(
                    $"api/v1/aggregates?sector=agriculture&indicator=soil_moisture&{area}&window=15m&from={Time(quarter)}&to={Time(quarter + QuarterMs)}")),
                point => point is { } found && found.GetProperty("criteria").GetProperty("correct").ValueKind == JsonValueKind.Number
                    && found.GetProperty("flags").GetProperty("fail").GetInt64() == 3,
                TimeSpan.FromMinutes(3));
            var criteria = point!.Value.GetProperty("criteria");
            Assert.Equal(expected, criteria.GetProperty("correct").GetDouble(), 1e-12);
            Assert.Equal(expected, criteria.GetProperty("minimum").GetDouble(), 1e-12);
        }
    }

    private async Task DeliverAsync(string device, long fromMs, params double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            await MosquittoPub.PublishAsync(
                running.Platform.Ports.Mqtt, "mqttv5", $"sectors/agriculture/farm/{device}/telemetry",
                string.Create(CultureInfo.InvariantCulture, $$$"""{"ts":{{{fromMs + (i * 60_000)}}},"values":{"soil_moisture":{{{values[i]}}}}}"""));
        }
    }

    private async Task<decimal> CorrectOfAsync(string device, long quarterMs)
    {
        var page = await Eventually.Async(
            () => running.Platform.GetAsync($"api/v1/devices/{device}/readings?indicator=soil_moisture&from={Time(quarterMs)}&to={Time(quarterMs + QuarterMs)}"),
            page => page.TryGetProperty("points", out var points) && points.GetArrayLength() == (device == "probe-5" ? 5 : 4));
        var flags = page.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("flag").GetString()).ToList();
        var correct = (decimal)flags.Count(flag => flag == "pass") / flags.Count(flag => flag != "unevaluated");

        var own = await running.Platform.GetAsync($"api/v1/devices/{device}/criteria?from={Time(quarterMs)}&to={Time(quarterMs + QuarterMs)}");
        Assert.Equal((double)correct, own.GetProperty("indicators")[0].GetProperty("correct").GetDouble(), 1e-12);
        return correct;
    }

    private static JsonElement? PointOf(JsonElement page) =>
        page.TryGetProperty("series", out var series) && series.GetArrayLength() == 1 && series[0].GetProperty("points") is var points && points.GetArrayLength() == 1
            ? points[0]
            : null;

    private static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
