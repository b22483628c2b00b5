using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

public sealed class UnknownTests : IAsyncLifetime
{
    private readonly OperationsHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Names_that_no_scheme_has_are_listed_page_by_page()
    {
        foreach (var name in new[] { "brix", "leaf_wetness", "sap_flow" })
            _host.Unknown.Kept.Add(new UnknownIndicator(Sector.Agriculture, name, "", 2, 40, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), 7.5));

        var first = await _host.GetAsync("/api/v1/unknown-indicators?limit=2");
        var second = await _host.GetAsync($"/api/v1/unknown-indicators?limit=2&cursor={first.GetProperty("next").GetString()}");

        Assert.Equal(["brix", "leaf_wetness"], first.GetProperty("indicators").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(3, first.GetProperty("dropped").GetInt64());
        Assert.Equal(["sap_flow"], second.GetProperty("indicators").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_cursor_that_no_page_gave_is_a_wrong_parameter()
    {
        Assert.Equal(["cursor"], await _host.WrongParametersAsync("/api/v1/unknown-indicators?cursor=zz"));
    }

    [Fact]
    public async Task An_administrator_takes_in_what_a_scheme_has_by_now()
    {
        _host.Unknown.Outcomes.Enqueue(new TakeInOutcome(20_000, 5, null));

        var (status, body) = await _host.PostAsync("/api/v1/unknown-indicators/take-in", """{"sector":"agriculture","name":"moist","indicator":"soil_moisture"}""");

        Assert.Equal(200, status);
        Assert.Equal((20_000, 5), (body.GetProperty("taken").GetInt64(), body.GetProperty("remaining").GetInt64()));
        Assert.Equal([("SOIL_MOISTURE", "moist", "admin")], _host.Unknown.Orders);
    }

    [Theory]
    [InlineData("""{"sector":"agriculture","name":"moist"}""", 400)] // no indicator of that name
    [InlineData("""{"sector":"fishery","name":"moist"}""", 400)]
    [InlineData("""{"sector":"agriculture"}""", 400)]
    public async Task What_cannot_be_taken_in_is_said(string order, int expected)
    {
        var (status, _) = await _host.PostAsync("/api/v1/unknown-indicators/take-in", order);

        Assert.Equal(expected, status);
        Assert.Empty(_host.Unknown.Orders);
    }

    [Fact]
    public async Task Units_that_do_not_fit_are_a_conflict_and_nothing_is_lost()
    {
        _host.Unknown.Outcomes.Enqueue(new TakeInOutcome(0, 12, "their unit 'bar' is not one of %"));

        var (status, body) = await _host.PostAsync("/api/v1/unknown-indicators/take-in", """{"sector":"agriculture","name":"soil_moisture"}""");

        Assert.Equal(409, status);
        Assert.Contains("12 readings stay kept", body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Without_a_key_nothing_is_taken_in()
    {
        var (status, _) = await _host.PostAsync("/api/v1/unknown-indicators/take-in", """{"sector":"agriculture","name":"soil_moisture"}""", key: null);

        Assert.Equal(401, status);
        Assert.Empty(_host.Unknown.Orders);
    }
}
