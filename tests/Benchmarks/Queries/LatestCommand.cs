using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Queries;

/// <summary>How long the last readings of many devices take: asked in the platform's process, and over HTTP as JSON and as CSV.</summary>
internal static class LatestCommand
{
    private const int DevicesPerSite = 20;

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
        var table = new QueryTable("readings");
        await table.AddAsync("in process", request.Limit, async () => await latest.FindPageAsync(request, CancellationToken.None));
        await table.AddAsync("HTTP, JSON", request.Limit, () => platform.Api.GetByteArrayAsync($"{Path}&limit={request.Limit}"));
        await table.AddAsync("HTTP, CSV, all of them", devices, () => platform.Api.GetByteArrayAsync($"{Path}&format=csv"));
        table.Print();
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
}
