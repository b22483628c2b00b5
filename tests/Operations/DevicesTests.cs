using System.Net;
using System.Text.Json;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

public sealed class DevicesTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        host.Devices.Add(
            "probe-7", "farm-1", OperationsHost.SoilMoisture,
            [.. Enumerable.Range(0, 5).Select(minute => (host.Clock.Now.AddMinutes(minute - 5), 30 + minute * 0.1))]);
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_device_tells_its_site_link_and_last_readings()
    {
        var device = await host.GetAsync("/api/v1/devices/probe-7");

        var expected = """
            {"id":"probe-7","site":"farm-1","sector":"agriculture","link":"live","lastSeen":"2026-07-01T08:29:00.000Z","province":null,"positionTime":null,
              "condition":{"state":"normal","since":null,"until":null,"source":null},"clock":null,
              "last":[{"indicator":"SOIL_MOISTURE","unit":"%","time":"2026-07-01T08:29:00.000Z","value":30.4,"flag":"pass"}]}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), device), device.GetRawText());
    }

    [Theory]
    [InlineData(-4_250, """{"aheadAtLeastS":4.25,"behindAtMostS":null}""")]
    [InlineData(0, """{"aheadAtLeastS":null,"behindAtMostS":0}""")]
    [InlineData(61_500, """{"aheadAtLeastS":null,"behindAtMostS":61.5}""")]
    public async Task A_device_tells_how_far_its_clock_is_off(int leastDelayMs, string expected)
    {
        host.Devices.Twins["probe-7"] = host.Devices.Twins["probe-7"] with { LeastDelay = TimeSpan.FromMilliseconds(leastDelayMs) };

        var clock = (await host.GetAsync("/api/v1/devices/probe-7")).GetProperty("clock");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), clock), clock.GetRawText());
    }

    [Fact]
    public async Task Readings_have_the_shape_of_the_contract_what_was_found_and_their_last_digit()
    {
        var page = await host.GetAsync("/api/v1/devices/probe-7/readings?indicator=soil_moisture&limit=2");

        var expected = """
            {"device":"probe-7","indicator":"SOIL_MOISTURE","unit":"%","points":[
              {"time":"2026-07-01T08:25:00.000Z","value":30,"flag":"suspect","tests":[{"test":"spike","flag":"suspect"}]},{"time":"2026-07-01T08:26:00.000Z","value":30.1,"flag":"pass"}],
              "next":"at-2"}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), page), page.GetRawText());
    }

    [Fact]
    public async Task A_range_is_brought_down_to_a_few_of_its_readings_and_says_how()
    {
        var page = await host.GetAsync("/api/v1/devices/probe-7/readings?indicator=soil_moisture&from=2026-07-01T07:00:00Z&points=4&downsampling=MinMax");

        // 30.0 to 30.4 from 08:25 on, all in the second of two buckets.
        var expected = """
            {"device":"probe-7","indicator":"SOIL_MOISTURE","unit":"%","points":[
              {"time":"2026-07-01T08:25:00.000Z","value":30,"flag":"suspect","tests":[{"test":"spike","flag":"suspect"}]},
              {"time":"2026-07-01T08:29:00.000Z","value":30.4,"flag":"pass"}],
              "next":null,"downsampling":{"method":"minmax","readings":5,"failed":0},"gaps":[{"from":"2026-07-01T07:00:00.000Z","to":"2026-07-01T08:25:00.000Z","reason":"no_reading"}]}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), page), page.GetRawText());
    }

    [Fact]
    public async Task Of_a_device_that_was_never_heard_the_whole_range_is_a_gap()
    {
        await host.Registry.AddSiteAsync(new("farm-2", Sector.Agriculture), "test");
        await host.Registry.AddDeviceAsync(new("probe-9", "farm-2"), "test");

        var page = await host.GetAsync("/api/v1/devices/probe-9/readings?indicator=soil_moisture&points=4");
        Assert.Equal((0, 1), (page.GetProperty("points").GetArrayLength(), page.GetProperty("gaps").GetArrayLength()));
        Assert.Equal("2026-06-30T08:30:00.000Z 2026-07-01T08:30:00.000Z", $"{page.GetProperty("gaps")[0].GetProperty("from").GetString()} {page.GetProperty("gaps")[0].GetProperty("to").GetString()}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&points=4")]
    public async Task When_a_store_is_away_that_holds_a_part_the_question_is_refused_and_not_answered_by_the_rest(string parameters)
    {
        host.Devices.IsAway = true;
        var answer = await host.Client.GetAsync($"/api/v1/devices/probe-7/readings?indicator=soil_moisture{parameters}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("nobody there", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_would_read_too_much_is_refused_with_what_to_do()
    {
        host.Devices.MaxReadings = 4;
        var answer = await host.Client.GetAsync("/api/v1/devices/probe-7/readings?indicator=soil_moisture&points=4");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((5, 4), (problem.GetProperty("estimate").GetInt32(), problem.GetProperty("limit").GetInt32()));
        Assert.Contains("shorter range", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("points=3", "points")]
    [InlineData("points=10001", "points")]
    [InlineData("points=ten", "points")]
    [InlineData("downsampling=lttb", "downsampling")]
    [InlineData("points=4&downsampling=average", "downsampling")]
    [InlineData("points=4&limit=4", "limit")]
    [InlineData("points=4&cursor=x", "cursor")]
    public async Task What_is_wrong_with_a_sample_is_named(string query, string parameter) => Assert.Equal(
        [parameter], await host.WrongParametersAsync($"/api/v1/devices/probe-7/readings?indicator=soil_moisture&{query}"));

    [Fact]
    public async Task Readings_begin_with_from_and_end_before_to()
    {
        var page = await host.GetAsync(
            "/api/v1/devices/probe-7/readings?indicator=soil_moisture&from=2026-07-01T08:26:00Z&to=2026-07-01T08:28:00Z");

        Assert.Equal(
            ["2026-07-01T08:26:00.000Z", "2026-07-01T08:27:00.000Z"],
            page.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("time").GetString()));
    }

    [Theory]
    [InlineData("2026-07-01T06:00:00.000Z")]
    [InlineData("2026-06-30T08:27:00.000Z")] // read a day at a time: the second begins in the midst of a slot
    public async Task Its_criteria_are_of_its_readings_its_books_and_of_now(string from)
    {
        host.Ledger.Balances["device probe-7"] = new(9, 5, 3, new Dictionary<RejectReason, long>(), 1);

        // Of five readings from 08:25 on the first is suspect; slots of half an hour are expected from 07:00 until now, 08:30.
        var criteria = await host.GetAsync($"/api/v1/devices/probe-7/criteria?from={from}");

        var expected = $$"""
            {"device":"probe-7","from":"{{from}}","to":"2026-07-01T08:30:00.000Z",
              "indicators":[{"indicator":"SOIL_MOISTURE","correct":0.8,"complete":0.3333333333333333,"readings":5,"expected":3,"received":1}],
              "clean":0.625,"live":true,"lastSeen":"2026-07-01T08:29:00.000Z"}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), criteria), criteria.GetRawText());
    }

    [Fact]
    public async Task Criteria_are_asked_for_a_week_at_most_and_of_a_device_that_is_known()
    {
        Assert.Equal(["from"], await host.WrongParametersAsync("/api/v1/devices/probe-7/criteria?from=2026-06-24T08:29:59Z"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/api/v1/devices/probe-9/criteria")).StatusCode);
    }

    [Fact]
    public async Task A_registered_device_that_was_never_heard_is_known_and_has_no_readings()
    {
        await host.Registry.AddSiteAsync(new("farm-2", Sector.Agriculture), "test");
        await host.Registry.AddDeviceAsync(new("probe-8", "farm-2"), "test");

        var device = await host.GetAsync("/api/v1/devices/probe-8");
        Assert.Equal("never_heard", device.GetProperty("link").GetString());
        Assert.Equal("farm-2", device.GetProperty("site").GetString());

        var page = await host.GetAsync("/api/v1/devices/probe-8/readings?indicator=soil_moisture");
        Assert.Equal(0, page.GetProperty("points").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/devices/nobody")]
    [InlineData("/api/v1/devices/nobody/readings?indicator=soil_moisture")]
    [InlineData("/api/v1/devices/nobody/readings")]
    public async Task An_unknown_device_is_not_found(string path)
    {
        var problem = await host.GetAsync(path, 404);
        Assert.Contains("nobody", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_character_of_an_id_reaches_its_device()
    {
        host.Devices.Add("Node:7.a_B-c", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now, 1));
        var device = await host.GetAsync("/api/v1/devices/" + Uri.EscapeDataString("Node:7.a_B-c"));
        Assert.Equal("Node:7.a_B-c", device.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Everything_wrong_with_a_question_for_readings_is_told_at_once() => Assert.Equal(
        ["from", "indicator", "limit", "until"],
        await host.WrongParametersAsync("/api/v1/devices/probe-7/readings?indicator=speed&from=1&limit=many&until=now"));
}
