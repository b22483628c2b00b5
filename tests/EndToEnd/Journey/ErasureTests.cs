using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>The raw readings of a device go by an operator's order, over deaths, and what they made stays.</summary>
public sealed class ErasureTests
{
    private const int Minutes = 30;

    private readonly long _startMs = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 900_000 * 900_000) - 3_600_000;

    [Fact]
    public async Task Readings_are_erased_over_a_death_cells_stay_and_what_comes_again_is_refused()
    {
        using var scratch = new ScratchFolder();
        var data = Path.Combine(scratch.Path, "data");
        var ports = PlatformPorts.Free();
        string[] order = ["erase", "wearable-1", "--reason", "the patient asked", "--until", Utc(20), "--data", data, "--http", $"{ports.Http}"];
        List<(long, double)> cells;
        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            foreach (var device in (string[])["wearable-1", "wearable-2"])
            {
                for (var minute = 0; minute < Minutes; minute++) await PublishAsync(platform, device, minute);
            }

            await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0, Stored: Minutes * 2 });
            cells = await Eventually.Async(() => CellsAsync(platform), found => found.Count == 2 && found.Sum(cell => cell.Count) == Minutes * 2, TimeSpan.FromMinutes(3));

            var (unsure, why) = await Platform.RunAsync(order); // Nobody answers.
            Assert.True(unsure == 2 && why.Contains("Nothing is erased.", StringComparison.Ordinal), why);
            var (exitCode, said) = await Platform.RunAsync([.. order, "--yes"]);
            Assert.True(exitCode == 0, said);
            Assert.Contains("20 readings of wearable-1", said, StringComparison.Ordinal);
            await platform.KillAsync();
        }

        await using var second = await Platform.StartReadyAsync(data, ports, "open");
        var erasure = await Eventually.Async(
            async () => (await GetAsync(second, "api/v1/devices/wearable-1/erasures")).GetProperty("erasures"),
            known => known.GetArrayLength() == 1 && known[0].GetProperty("state").GetString() == "scrubbed", TimeSpan.FromMinutes(3));
        Assert.Equal((20, "the patient asked"), (erasure[0].GetProperty("readings").GetInt32(), erasure[0].GetProperty("reason").GetString()));

        Assert.Equal(Minutes - 20, await CountAsync(second, "wearable-1"));
        Assert.Equal(Minutes, await CountAsync(second, "wearable-2"));
        await Eventually.Async(() => CellsAsync(second), found => found.SequenceEqual(cells));

        await PublishAsync(second, "wearable-1", 5);
        var books = await Eventually.Async(() => second.LedgerAsync("?device=wearable-1"), books => books.Rejected.GetValueOrDefault("erased") == 1);
        Assert.True(books.Closes, books.ToString());
        Assert.Equal(Minutes - 20, await CountAsync(second, "wearable-1"));

        var (check, found) = await Platform.RunAsync("check", "--data", data);
        Assert.True(check == 0, found);
    }

    private static Task<JsonElement> GetAsync(Platform platform, string path) => platform.Api.GetFromJsonAsync<JsonElement>(path);

    private async Task PublishAsync(Platform platform, string device, int minute)
    {
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", platform.Ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5 });
        await publisher.PublishAsync(
            Encoding.UTF8.GetBytes($"sectors/health/ward-1/{device}/telemetry"),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{_startMs + (minute * 60_000L)},\"values\":{{\"spo2\":{95 + (minute % 4)}}}}}")),
            QualityOfService.AtLeastOnce);
    }

    private async Task<int> CountAsync(Platform platform, string device) =>
        (await GetAsync(platform, $"api/v1/devices/{device}/readings?indicator=spo2&from={Utc(0)}&to={Utc(60)}")).GetProperty("points").GetArrayLength();

    private async Task<List<(long Count, double Mean)>> CellsAsync(Platform platform)
    {
        var answer = await GetAsync(platform, $"api/v1/aggregates?sector=health&indicator=spo2&level=site&area=ward-1&window=15m&from={Utc(0)}&to={Utc(30)}");
        return [.. answer.GetProperty("series").EnumerateArray().SelectMany(series => series.GetProperty("points").EnumerateArray())
            .Select(point => (point.GetProperty("count").GetInt64(), point.GetProperty("mean").ValueKind == JsonValueKind.Number ? point.GetProperty("mean").GetDouble() : 0))];
    }

    private string Utc(int minute) => DateTimeOffset.FromUnixTimeMilliseconds(_startMs + (minute * 60_000L)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
