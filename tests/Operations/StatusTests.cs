using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

public sealed class StatusTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_status_tells_the_platform_the_ledger_and_the_nations_newest_minute()
    {
        AddMinute(minutesAgo: 3, FakeAggregates.Point(host.Clock.Now));
        AddMinute(minutesAgo: 2, FakeAggregates.Point(host.Clock.Now) with { Mean = 40 });
        AddMinute(minutesAgo: 1, FakeAggregates.Point(host.Clock.Now) with { Count = 0, Mean = null });

        var status = await host.GetAsync("/api/v1/status");

        Assert.True(status.GetProperty("acknowledging").GetBoolean());
        Assert.Equal(10, status.GetProperty("liveDevices").GetInt64());
        Assert.Equal(10, status.GetProperty("ledger").GetProperty("received").GetInt64());
        var figure = Assert.Single(status.GetProperty("nation").EnumerateArray());
        Assert.Equal("SOIL_MOISTURE", figure.GetProperty("indicator").GetString());
        Assert.Equal("2026-07-01T08:28:00.000Z", figure.GetProperty("start").GetString());
        Assert.Equal(40, figure.GetProperty("mean").GetDouble());
    }

    [Fact]
    public async Task However_many_look_on_the_cells_are_asked_once_in_five_seconds()
    {
        await host.GetAsync("/api/v1/status");
        var asked = host.Aggregates.Asked.Count;

        await host.GetAsync("/api/v1/status");
        Assert.Equal(asked, host.Aggregates.Asked.Count);

        host.Clock.Now += TimeSpan.FromSeconds(5);
        await host.GetAsync("/api/v1/status");
        Assert.Equal(2 * asked, host.Aggregates.Asked.Count);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/design/tokens.css", "text/css")]
    [InlineData("/status/status.css", "text/css")]
    [InlineData("/status/status.js", "text/javascript")]
    [InlineData("/design/fonts/plex-sans-vietnamese.woff2", "font/woff2")]
    public async Task The_page_brings_all_that_it_needs(string path, string mediaType)
    {
        using var answer = await host.Client.GetAsync(path);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_page_has_no_other_files() => await host.GetAsync("/status/../../etc/passwd", 404);

    private void AddMinute(int minutesAgo, AggregatePoint point) => host.Aggregates.Cells.Add(
        ("SOIL_MOISTURE", AreaLevel.Nation, "VN", Window.Minute, point with { Start = host.Clock.Now.AddMinutes(-minutesAgo) }));
}
