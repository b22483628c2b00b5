using System.Text.Json;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

/// <summary>Questions whose range begins before what retention still keeps.</summary>
public sealed class KeptTests : IAsyncLifetime
{
    private const string From = "&from=2026-05-01T00:00:00Z";
    private const string Cells = "/api/v1/aggregates?sector=agriculture&indicator=soil_moisture&window=1m" + From;
    private const string Readings = "/api/v1/devices/probe-7/readings?indicator=soil_moisture" + From;
    private const string Many = "/api/v1/readings?site=farm-1&indicator=soil_moisture" + From;

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        await host.Registry.AddSiteAsync(new("farm-1", Sector.Agriculture), "test");
        host.Devices.Add("probe-7", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now.AddHours(-1), 31.2));
        host.Aggregates.Cells.Add(("SOIL_MOISTURE", AreaLevel.Nation, "VN", Window.Minute, FakeAggregates.Point(host.Clock.Now.AddMinutes(-5))));
        host.Kept.From = new DateTimeOffset(2026, 6, 1, 17, 0, 0, TimeSpan.Zero);
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(Cells)]
    [InlineData(Readings)]
    [InlineData(Readings + "&points=10")]
    [InlineData(Many)]
    public async Task An_answer_that_lacks_something_says_from_when_on_it_is_whole(string question)
    {
        const string Expected = "2026-06-01T17:00:00.000Z";
        Assert.Equal(Expected, (await host.GetAsync(question)).GetProperty("keptFrom").GetString());
        foreach (var format in new[] { "json", "csv", "ndjson" }) Assert.Equal(Expected, await HeaderOfAsync($"{question}&format={format}"));
    }

    [Theory]
    [InlineData(Cells)]
    [InlineData(Readings)]
    [InlineData(Many)]
    public async Task An_answer_that_lacks_nothing_says_nothing(string question)
    {
        var kept = question.Replace(From, "&from=2026-06-01T17:00:00Z", StringComparison.Ordinal);
        Assert.False((await host.GetAsync(kept)).TryGetProperty("keptFrom", out _));
        Assert.Null(await HeaderOfAsync(kept + "&format=csv"));
        host.Kept.From = null;
        Assert.False((await host.GetAsync(question)).TryGetProperty("keptFrom", out _));
    }

    [Fact]
    public async Task A_gap_says_whether_nothing_was_stored_or_nothing_is_kept()
    {
        // The readings' own gap is from the beginning to the first reading, an hour ago.
        const string Expected = """
            [{"from":"2026-05-01T00:00:00.000Z","to":"2026-06-01T17:00:00.000Z","reason":"not_kept"},
             {"from":"2026-06-01T17:00:00.000Z","to":"2026-07-01T07:30:00.000Z","reason":"no_reading"}]
            """;
        var one = (await host.GetAsync(Readings + "&points=10")).GetProperty("gaps");
        var many = (await host.GetAsync(Many + "&points=10")).GetProperty("series")[0].GetProperty("gaps");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Expected), one), one.GetRawText());
        Assert.True(JsonElement.DeepEquals(one, many), many.GetRawText());

        host.Kept.From = host.Clock.Now;
        var all = (await host.GetAsync(Readings + "&points=10")).GetProperty("gaps");
        Assert.Equal("not_kept", Assert.Single(all.EnumerateArray()).GetProperty("reason").GetString());
    }

    private async Task<string?> HeaderOfAsync(string question)
    {
        using var answer = await host.Client.GetAsync(question);
        return answer.Headers.TryGetValues("X-Kept-From", out var values) ? Assert.Single(values) : null;
    }
}
