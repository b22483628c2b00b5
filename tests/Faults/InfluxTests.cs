using System.Globalization;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Fleet;
using SmartSectors.Storage.Tests.Influx;

namespace SmartSectors.Faults.Tests;

/// <summary>The executable with a real influxd beside it, under the load of the real fleet.</summary>
public sealed class InfluxTests
{
    [Fact]
    public async Task Kills_of_influxd_and_of_the_platform_leave_both_with_the_same_readings()
    {
        using var scratch = new ScratchFolder();
        using var influx = new RealInflux();
        var ports = PlatformPorts.Free();
        var data = Path.Combine(scratch.Path, "data");
        string[] store = ["--store", "influxdb", "--influx-url", influx.Url.ToString(), "--influx-database", "faults"];
        var platform = await Platform.StartReadyAsync(data, ports, "open", store);
        using var fleet = new RunningFleet(new FleetOptions
        {
            Broker = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Mqtt}"),
            FlatOut = true,
            Connections = 4,
            Devices = 500,
            Sites = 50,
            Rate = 2_000,
            Reconnect = true,
            DrainTimeout = TimeSpan.FromSeconds(60),
        });
        await fleet.ProgressAsync();
        await SinkAsync(platform, sink => sink.GetProperty("writtenLines").GetInt64() > 0);

        influx.Kill();
        await fleet.ProgressAsync();
        await SinkAsync(platform, sink => sink.GetProperty("degraded").GetBoolean());
        await platform.KillAsync();
        await platform.DisposeAsync();
        platform = await Platform.StartReadyAsync(data, ports, "open", store);
        await fleet.ProgressAsync();
        await influx.StartAsync();
        await fleet.ProgressAsync();
        influx.Kill();
        await influx.StartAsync();
        await fleet.ProgressAsync();
        var summary = await fleet.StopAsync();

        var books = await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0 } && books.Received >= summary.Acknowledged * 3);
        await Eventually.Async(() => CountAsync(influx), count => count == books.Stored);
        await SinkAsync(platform, sink => !sink.GetProperty("degraded").GetBoolean() && sink.GetProperty("backlogReadings").GetInt64() == 0);
        Assert.Equal(books.Stored, await CountAsync(influx));
        Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();
    }

    private static Task<JsonElement> SinkAsync(Platform platform, Func<JsonElement, bool> isGood) =>
        Eventually.Async(async () => (await platform.GetAsync("health/ready")).GetProperty("sink"), isGood);

    private static async Task<long> CountAsync(RealInflux influx)
    {
        using var http = new HttpClient();
        var answer = await http.GetStringAsync(new Uri(influx.Url, "query?db=faults&rp=raw&q=" + Uri.EscapeDataString("SELECT count(value) FROM readings")));
        return JsonElement.Parse(answer).GetProperty("results")[0].TryGetProperty("series", out var series) ? series[0].GetProperty("values")[0][1].GetInt64() : 0;
    }
}
