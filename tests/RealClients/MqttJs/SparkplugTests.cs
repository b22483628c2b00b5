using System.Globalization;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

/// <summary>An edge node of Cirrus Link's and Eclipse Tahu's sparkplug-payload over MQTT.js, asked back over the API.</summary>
[Collection(SharedServerCollection.Name)]
public sealed class SparkplugTests(SharedServer shared)
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Births_data_by_alias_and_deaths_become_readings_to_the_last_digit(int version)
    {
        var group = Guid.NewGuid().ToString("N")[..8];
        var device = $"{group}:plc-1:bed-7";
        await shared.Server.RegisterAsync("farm", device);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var start = now - (now % 60_000) - 120_000;
        double[] fahrenheit = [68, 81.32, 82.4, 14, 99.5];
        double[] moisture = [31.2, 30.15, 29.07, 0.1, 33.3333];

        var result = await NodeScript.RunAsync("sparkplug", new
        {
            url = shared.Server.Url("standard"),
            version,
            topic = TestTopic.New(),
            group,
            node = "plc-1",
            device = "bed-7",
            start,
            fahrenheit,
            moisture,
        });

        var state = result.GetProperty("state");
        Assert.Equal(("spBv1.0/STATE/smartsectors", true, true), (state.Text("topic"), state.Flag("retain"), state.Flag("online")));
        var command = result.GetProperty("command");
        Assert.Equal(($"spBv1.0/{group}/NCMD/plc-1", "Node Control/Rebirth", true), (command.Text("topic"), command.Text("name"), command.Flag("value")));
        Assert.Equal(At(start, [20, 27.4, 28, -10, 37.5]), await ReadingsAsync(device, "soil_temp", fahrenheit.Length));
        Assert.Equal(At(start, moisture), await ReadingsAsync(device, "soil_moisture", moisture.Length));
        var twin = await Eventually.Async(() => shared.Server.GetAsync($"api/v1/devices/{device}"), twin => twin.Text("link") == "silent");
        Assert.NotNull(twin.Text("lastSeen"));
        var books = await shared.Server.LedgerAsync(device);
        Assert.True(books.Closes, books.ToString());
        Assert.Equal((2 * fahrenheit.Length, 1), (books.Stored, books.Rejected["data_before_birth"]));
    }

    private async Task<IEnumerable<(string?, double)>> ReadingsAsync(string device, string indicator, int count)
    {
        var page = await Eventually.Async(
            () => shared.Server.GetAsync($"api/v1/devices/{device}/readings?indicator={indicator}"),
            page => page.TryGetProperty("points", out var points) && points.GetArrayLength() == count);
        return page.GetProperty("points").EnumerateArray().Select(point => (point.Text("time"), point.GetProperty("value").GetDouble()));
    }

    private static IEnumerable<(string?, double)> At(long start, double[] values) => values.Select((value, i) =>
        ((string?)DateTimeOffset.FromUnixTimeMilliseconds(start + (i * 1_000)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), value));
}
