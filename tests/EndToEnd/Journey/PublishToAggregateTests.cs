using System.Globalization;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>From the real mosquitto_pub to <c>/readings</c> and to the minute of every area above.</summary>
public sealed class PublishToAggregateTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    [Theory]
    [InlineData("mqttv311", "probe-311", "soil_temp", "27.4", "26.15", "28.003", "27.4", "25.9", "30.01", "29")]
    [InlineData("mqttv5", "probe-5", "soil_moisture", "31.2", "30.15", "29.07", "0.1", "0.2", "13.333333", "12")]
    public async Task A_reading_published_by_mosquitto_is_stored_and_counted_to_the_last_digit(
        string version, string device, string indicator, params string[] values)
    {
        // A minute that is open still, and over, so that every reading falls into it.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var minute = now - (now % 60_000) - 60_000;
        for (var i = 0; i < values.Length; i++)
        {
            await MosquittoPub.PublishAsync(
                running.Platform.Ports.Mqtt, version, $"sectors/agriculture/farm/{device}/telemetry",
                $$$"""{"ts":{{{minute + (i * 1_000)}}},"values":{"{{{indicator}}}":{{{values[i]}}}}}""");
        }

        var from = Time(minute);
        var to = Time(minute + 60_000);
        var readings = await Eventually.Async(
            () => running.Platform.GetAsync($"api/v1/devices/{device}/readings?indicator={indicator}&from={from}&to={to}"),
            page => page.TryGetProperty("points", out var points) && points.GetArrayLength() == values.Length);
        Assert.Equal(
            values.Select((value, i) => (Time(minute + (i * 1_000)), double.Parse(value, CultureInfo.InvariantCulture))),
            readings.GetProperty("points").EnumerateArray().Select(point => (point.GetProperty("time").GetString()!, point.GetProperty("value").GetDouble())));

        var commune = RunningPlatform.Commune;
        foreach (var area in new[] { $"level=nation&area=VN", $"level=province&area={commune.Parent}", $"level=commune&area={commune.Code}", "level=site&area=farm" })
        {
            var page = await Eventually.Async(
                () => running.Platform.GetAsync($"api/v1/aggregates?sector=agriculture&indicator={indicator}&{area}&window=1m&from={from}&to={to}"),
                page => CountOf(page) == values.Length);
            AssertStatistics(values, page.GetProperty("series")[0].GetProperty("points")[0]);
        }
    }

    private static void AssertStatistics(string[] values, JsonElement point)
    {
        var exact = values.Select(value => decimal.Parse(value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(exact.Sum(), point.GetProperty("sum").GetDecimal());
        Assert.Equal((double)exact.Min(), point.GetProperty("min").GetDouble());
        Assert.Equal((double)exact.Max(), point.GetProperty("max").GetDouble());
        // A decimal has 28 digits: rounded to a double it is the nearest one to the true mean.
        var mean = double.Parse((exact.Sum() / exact.Count).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        Assert.Equal(mean, point.GetProperty("mean").GetDouble());
        Assert.Equal(1, point.GetProperty("devices").GetInt64());
    }

    private static long CountOf(JsonElement page) =>
        page.TryGetProperty("series", out var series) && series.GetArrayLength() == 1 && series[0].GetProperty("points") is var points && points.GetArrayLength() == 1
            ? points[0].GetProperty("count").GetInt64()
            : 0;

    private static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
