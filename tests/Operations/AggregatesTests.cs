using System.Text.Json;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

public sealed class AggregatesTests : IAsyncLifetime
{
    private const string Question = "/api/v1/aggregates?sector=agriculture&indicator=soil_moisture";

    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_page_has_the_shape_of_the_contract()
    {
        AddNation(Window.Minute, host.Clock.Now.AddMinutes(-1));

        var page = await host.GetAsync(Question + "&window=1m");

        var expected = """
            {"series":[{"area":"VN","sector":"agriculture","indicator":"SOIL_MOISTURE","unit":"%","window":"1m","method":"twmean → mean",
              "points":[{"start":"2026-07-01T08:29:00.000Z","value":null,"count":3,"sum":93.6,"mean":31.2,"min":30.1,"max":32.3,
                "stddev":0.9,"p50":31.1,"p95":32.2,"p99":32.3,"devices":2,"expected":null,"coverage":null,
                "flags":{"pass":2,"unevaluated":1,"suspect":0,"fail":4},
                "criteria":{"correct":0.875,"complete":0.6,"clean":1,"live":null,"minimum":0.6,"delay_p95_s":2.5},"status":"U","outstanding":1,"revision":0,"final":false}]}],"next":null}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), page), page.GetRawText());
    }

    [Fact]
    public async Task What_is_left_out_asks_for_the_nation_by_the_hour_in_the_last_day()
    {
        await host.GetAsync(Question);

        var asked = Assert.Single(host.Aggregates.Asked);
        Assert.Equal(
            new(OperationsHost.SoilMoisture, AreaLevel.Nation, null, Window.Hour, host.Clock.Now.AddHours(-24), host.Clock.Now, 1_000, null),
            asked);
    }

    [Theory]
    [InlineData("sector=AGRICULTURE&indicator=Soil_Moisture&level=NATION&window=1MO")]
    [InlineData("Sector=agriculture&Indicator=SOIL_MOISTURE&LEVEL=nation&Window=1mo")]
    public async Task Names_may_be_in_any_case(string query)
    {
        await host.GetAsync("/api/v1/aggregates?" + query);
        Assert.Equal(Window.Month, Assert.Single(host.Aggregates.Asked).Window);
    }

    [Theory]
    [InlineData("nation", "VN")]
    [InlineData("province", "01")]
    [InlineData("province", "unassigned")]
    [InlineData("commune", "00004")]
    public async Task An_area_is_asked_for_by_its_code(string level, string area)
    {
        await host.GetAsync($"{Question}&level={level}&area={area}");
        Assert.Equal(area, Assert.Single(host.Aggregates.Asked).Area);
    }

    [Fact]
    public async Task A_site_is_asked_for_by_its_id_once_it_is_known()
    {
        Assert.Equal(["area"], await host.WrongParametersAsync(Question + "&level=site&area=farm-1"));

        await host.Registry.AddSiteAsync(new("farm-1", Sector.Agriculture), "test");
        await host.GetAsync(Question + "&level=site&area=farm-1");
        Assert.Equal((AreaLevel.Site, "farm-1"), (host.Aggregates.Asked.Single().Level, host.Aggregates.Asked.Single().Area));
    }

    [Fact]
    public async Task Stats_leaves_out_what_was_not_picked_and_keeps_what_says_how_far_to_trust_it()
    {
        AddNation(Window.Minute, host.Clock.Now.AddMinutes(-1));

        var page = await host.GetAsync(Question + "&window=1m&stats=count,Mean,value");

        var point = page.GetProperty("series")[0].GetProperty("points")[0];
        Assert.Equal(
            ["start", "value", "count", "mean", "status", "outstanding", "revision", "final"],
            point.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Null, point.GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task Following_next_gives_every_point_once_and_in_order()
    {
        foreach (var minute in Enumerable.Range(1, 7)) AddNation(Window.Minute, host.Clock.Now.AddMinutes(-minute));

        var starts = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await host.GetAsync($"{Question}&window=1m&limit=3{next}");
            starts.AddRange(page.GetProperty("series").EnumerateArray()
                .SelectMany(series => series.GetProperty("points").EnumerateArray())
                .Select(point => point.GetProperty("start").GetString()!));
            next = page.GetProperty("next").GetString() is { } cursor ? "&cursor=" + Uri.EscapeDataString(cursor) : null;
        }

        Assert.Equal(7, starts.Distinct().Count());
        Assert.Equal(starts.Order(StringComparer.Ordinal), starts);
    }

    [Fact]
    public async Task Everything_wrong_is_told_at_once()
    {
        var wrong = await host.WrongParametersAsync(
            "/api/v1/aggregates?sector=fishery&indicator=&level=district&window=2h&from=2026-07-02T00:00:00Z&to=yesterday&stats=median&limit=0&form=x");

        Assert.Equal(["form", "indicator", "level", "limit", "sector", "stats", "to", "window"], wrong);
        Assert.Empty(host.Aggregates.Asked);
    }

    [Theory]
    [InlineData("indicator=soil_moisture", "sector")]
    [InlineData("sector=agriculture", "indicator")]
    [InlineData("sector=agriculture&indicator=SPEED", "indicator")]
    [InlineData("sector=agriculture&indicator=soil_moisture&area=99", "area")]
    [InlineData("sector=agriculture&indicator=soil_moisture&level=province&area=VN", "area")]
    [InlineData("sector=agriculture&indicator=soil_moisture&level=commune&area=01", "area")]
    [InlineData("sector=agriculture&indicator=soil_moisture&limit=10001", "limit")]
    [InlineData("sector=agriculture&indicator=soil_moisture&limit=-1", "limit")]
    [InlineData("sector=agriculture&indicator=soil_moisture&from=2026-07-01T00:00:00Z&to=2026-06-01T00:00:00Z", "from")]
    [InlineData("sector=agriculture&indicator=soil_moisture&from=2026-07-01T00:00:00Z&to=2026-07-01T00:00:00Z", "from")]
    [InlineData("sector=agriculture&indicator=soil_moisture&from=2026-06-01T00:00:00", "from")]
    [InlineData("sector=agriculture&indicator=soil_moisture&from=0001-01-01T00:00:00Z", "from")]
    [InlineData("sector=agriculture&indicator=soil_moisture&cursor=forged", "cursor")]
    [InlineData("sector=agriculture&sector=health&indicator=soil_moisture", "sector")]
    public async Task A_wrong_parameter_is_named(string query, string parameter) =>
        Assert.Equal([parameter], await host.WrongParametersAsync("/api/v1/aggregates?" + query));

    [Theory]
    [InlineData("2026-06-30T00:00:00Z")]
    [InlineData("2026-06-30T00:00:00.000Z")]
    [InlineData("2026-06-30T07:00:00%2B07:00")]
    [InlineData("2026-06-30T07:00:00+07:00")]
    public async Task Any_form_of_RFC_3339_means_its_instant(string from)
    {
        await host.GetAsync($"{Question}&from={from}");
        Assert.Equal(new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero), Assert.Single(host.Aggregates.Asked).From);
    }

    private void AddNation(Window window, DateTimeOffset start) =>
        host.Aggregates.Cells.Add(("SOIL_MOISTURE", AreaLevel.Nation, "VN", window, FakeAggregates.Point(start)));
}
