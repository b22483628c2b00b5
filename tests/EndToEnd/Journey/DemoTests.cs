using System.Diagnostics;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.EndToEnd.Tests.Journey;

public sealed class DemoTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_demo_shows_the_nation_of_three_sectors_within_a_minute_of_its_start()
    {
        using var scratch = new ScratchFolder();
        var started = Stopwatch.StartNew();
        await using var platform = Platform.StartDemo(scratch.Path, PlatformPorts.Free());
        await platform.ReadyAsync();

        foreach (var sector in new[] { Sector.Agriculture, Sector.Transport, Sector.Health })
        {
            Assert.True(SchemeCatalog.Load().TryGet(sector, out var scheme));
            await Eventually.Async(() => CountAsync(platform, scheme), count => count > 0);
        }

        Assert.True(started.Elapsed < Promise, $"{started.Elapsed} since its start");
        Assert.Equal(0, await platform.TerminateAsync());
    }

    private static async Task<long> CountAsync(Platform platform, Scheme scheme)
    {
        var count = 0L;
        foreach (var indicator in scheme.Indicators)
        {
            var page = await platform.GetAsync($"api/v1/aggregates?sector={scheme.Sector}&indicator={indicator.Code}&level=nation&area=VN&window=1m");
            count += page.GetProperty("series").EnumerateArray().SelectMany(series => series.GetProperty("points").EnumerateArray())
                .Sum(point => point.GetProperty("count").GetInt64());
        }

        return count;
    }
}
