using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>What a device and an operator say of its condition, over real MQTT and the API, to the values that leave out what it covers.</summary>
public sealed class DeviceConditionTests : IDisposable
{
    private const string Analyser = """
        profile: analyser
        version: 1
        sector: agriculture
        condition: { name: status, calibrating: [cal], error: [fault] }
        """;

    private readonly ScratchFolder _scratch = new();

    private string Data => Path.Combine(_scratch.Path, "data");

    [Fact]
    public async Task Values_leave_out_what_was_measured_while_the_device_was_not_normal()
    {
        var profiles = Directory.CreateDirectory(Path.Combine(_scratch.Path, "profiles")).FullName;
        await File.WriteAllTextAsync(Path.Combine(profiles, "analyser.yaml"), Analyser);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var minute = now - (now % 60) - 60;
        await using (var platform = await Platform.StartReadyAsync(Data, PlatformPorts.Free(), "closed", "--profiles", profiles))
        {
            await platform.PostAsync("api/v1/sites", new { id = "farm", name = "Vùng trồng", sector = "agriculture", commune = RunningPlatform.Commune.Code, owner = "Sở" });
            await platform.PostAsync("api/v1/devices", new { id = "analyser-1", site = "farm", profile = "analyser" });

            await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", platform.Ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5 });
            await PublishAsync(publisher, minute, 30, "ok");
            await PublishAsync(publisher, minute + 5, 55, "cal");
            await PublishAsync(publisher, minute + 10, 31, "ok");
            await PublishAsync(publisher, minute + 15, 32, "ok");
            Assert.Equal((3, 30, 32), await CellAsync(platform, minute, count: 3));

            // Somebody had a hand in the soil; that is known afterwards.
            using (var answer = await platform.Api.PostAsync("api/v1/devices/analyser-1/condition", Json($$"""{"condition":"maintenance","from":"{{Time(minute + 12)}}","until":"{{Time(minute + 20)}}"}""")))
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal((2, 30, 31), await CellAsync(platform, minute, count: 2));

            using (var answer = await platform.Api.PostAsync("api/v1/devices/analyser-1/condition", Json("""{"condition":"error"}""")))
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var device = await Eventually.Async(() => platform.GetAsync("api/v1/devices/analyser-1"), twin => ConditionOf(twin).State == "error");
            Assert.Equal(("error", "operator"), ConditionOf(device));
            var points = await PointsAsync(platform, minute);
            Assert.Equal(["pass", "device_condition fail", "pass", "device_condition fail"], points);
            Assert.Equal(0, await platform.TerminateAsync());
        }

        await using (var platform = await Platform.StartReadyAsync(Data, PlatformPorts.Free(), "closed", "--profiles", profiles))
        {
            Assert.Equal(("error", "operator"), ConditionOf(await platform.GetAsync("api/v1/devices/analyser-1")));
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var (check, findings) = await Platform.RunAsync("check", "--data", Data);
        Assert.True(check == 0, findings);
    }

    public void Dispose() => _scratch.Dispose();

    private static async Task PublishAsync(MqttPublisher publisher, long second, double value, string status) => Assert.Equal(PubAckReason.Success, await publisher.PublishAsync(
        "sectors/agriculture/farm/analyser-1/telemetry"u8.ToArray(),
        Encoding.UTF8.GetBytes(FormattableString.Invariant($$$"""{"ts":{{{second}}}000,"values":{"soil_moisture":{{{value}}},"status":"{{{status}}}"}}""")), QualityOfService.AtLeastOnce));

    private static async Task<(long Count, double Min, double Max)> CellAsync(Platform platform, long minute, long count)
    {
        var page = await Eventually.Async(
            () => platform.GetAsync($"api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=site&area=farm&window=1m&from={Time(minute)}&to={Time(minute + 60)}"),
            page => Points(page).Any(point => point.GetProperty("count").GetInt64() == count));
        var point = Points(page).Single();
        return (point.GetProperty("count").GetInt64(), point.GetProperty("min").GetDouble(), point.GetProperty("max").GetDouble());
    }

    private static IEnumerable<JsonElement> Points(JsonElement page) =>
        page.TryGetProperty("series", out var series) ? series.EnumerateArray().SelectMany(one => one.GetProperty("points").EnumerateArray()) : [];

    private static async Task<List<string>> PointsAsync(Platform platform, long minute)
    {
        var page = await platform.GetAsync($"api/v1/devices/analyser-1/readings?indicator=soil_moisture&from={Time(minute)}&to={Time(minute + 60)}");
        return [.. page.GetProperty("points").EnumerateArray().Select(point => point.TryGetProperty("tests", out var tests)
            ? string.Join(", ", tests.EnumerateArray().Select(test => $"{test.GetProperty("test").GetString()} {test.GetProperty("flag").GetString()}"))
            : point.GetProperty("flag").GetString()!)];
    }

    private static (string? State, string? Source) ConditionOf(JsonElement device) =>
        (device.GetProperty("condition").GetProperty("state").GetString(), device.GetProperty("condition").GetProperty("source").GetString());

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
