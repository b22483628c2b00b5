using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Queries;

/// <summary>How long the last readings of many devices take: asked in the platform's process, and over HTTP as JSON and as CSV.</summary>
internal static class LatestCommand
{
    private const int DevicesPerSite = 20, Rounds = 300, WarmUps = 50;

    /// <param name="arguments">How many devices (default 10,000), of three indicators each.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var devices = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        await using var platform = await PlatformInProcess.StartAsync();
        await PublishAsync(platform, devices);

        SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var moisture);
        var latest = platform.Services.GetRequiredService<ILatestQuery>();
        var request = new LatestRequest([moisture!], null, "VN", Math.Min(devices, 10_000), null);
        var page = await latest.FindPageAsync(request, CancellationToken.None);
        while (page.Readings.Count < request.Limit) page = await latest.FindPageAsync(request, CancellationToken.None); // until all are applied

        const string Path = "api/v1/latest?sector=agriculture&indicator=soil_moisture";
        var table = new Table().AddColumns("asked", "readings", "p50 ms", "p99 ms");
        await AddAsync(table, "in process", request.Limit, async () => await latest.FindPageAsync(request, CancellationToken.None));
        await AddAsync(table, "HTTP, JSON", request.Limit, () => platform.Api.GetByteArrayAsync($"{Path}&limit={request.Limit}"));
        await AddAsync(table, "HTTP, CSV, all of them", devices, () => platform.Api.GetByteArrayAsync($"{Path}&format=csv"));
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task PublishAsync(PlatformInProcess platform, int devices)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", platform.MqttPort, new MqttPublisherOptions { Version = MqttVersion.V5 });
        var sent = new List<Task>();
        for (var i = 0; i < devices; i++)
        {
            var topic = string.Create(CultureInfo.InvariantCulture, $"sectors/agriculture/farm-{i / DevicesPerSite}/probe-{i}/telemetry");
            var body = string.Create(CultureInfo.InvariantCulture, $$$"""{"ts":{{{now}}},"values":{"soil_moisture":31.2,"soil_temp":27.4,"soil_ec":1.1}}""");
            sent.Add(publisher.PublishAsync(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(body), QualityOfService.AtLeastOnce));
        }

        await Task.WhenAll(sent);
    }

    private static async Task AddAsync(Table table, string name, int readings, Func<Task> ask)
    {
        var milliseconds = new List<double>();
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask();
            if (round >= WarmUps) milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        milliseconds.Sort();
        table.AddRow(name, Text(readings, "N0"), Text(milliseconds[Rounds / 2], "N1"), Text(milliseconds[Rounds * 99 / 100], "N1"));
    }

    private static string Text(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);
}
