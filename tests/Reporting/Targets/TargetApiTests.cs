using System.Globalization;
using System.Text.Json;
using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Targets;

public sealed class TargetApiTests : IAsyncLifetime
{
    private static readonly string s_commune = AreaCatalog.Load().CommunesOf("86")[0].Code;

    private readonly ReportingHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_target_is_judged_by_the_newest_released_value_and_follows_it()
    {
        var (status, added) = await AddAsync("moisture-86", "86", "at-least", 20, 44, "2027-10");
        Assert.Equal((201, "no_data"), (status, added.GetProperty("state").GetString()));

        // A year of two is gone: the line is at 32.
        Publish("2026-10", Of("86", 31));
        Assert.Equal("needs_focus", await StateAsync("moisture-86"));
        Publish("2026-10", Of("86", 33));
        Assert.Equal("on_track", await StateAsync("moisture-86"));
        Publish("2026-11", Of("86", 44));
        Assert.Equal("achieved", await StateAsync("moisture-86"));
        Publish("2026-12", Of("86", null));
        Assert.Equal("no_data", await StateAsync("moisture-86"));
    }

    [Fact]
    public async Task Of_a_hidden_area_neither_the_value_nor_whether_it_meets_the_target_is_told()
    {
        await AddAsync("moisture-86", "86", "at-least", 20, 44, "2027-10");
        Publish("2026-10", Of("86", 99, Confidentiality.SmallCount));

        var target = (await _host.GetAsync("/api/v1/targets/moisture-86")).GetProperty("target");
        Assert.Equal("hidden", target.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, target.GetProperty("newest").GetProperty("value").ValueKind);
        Assert.Equal("Q", target.GetProperty("newest").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_target_is_told_with_its_versions_and_its_values_along_the_line()
    {
        await AddAsync("moisture-86", "86", "at-least", 20, 44, "2027-10");
        Publish("2025-10", Of("86", 20));
        Publish("2026-10", Of("86", 30));
        _host.Clock.Advance(TimeSpan.FromHours(1));
        var (status, _) = await _host.SendAsync(HttpMethod.Put, "/api/v1/targets/moisture-86", Terms("at-most", 60, 40, "2027-10", note: "decision 12"));
        Assert.Equal(200, status);

        var answer = await _host.GetAsync("/api/v1/targets/moisture-86?periods=5");
        Assert.Equal(
            [(1, "at-least", "admin", null), (2, "at-most", "admin", "decision 12")],
            answer.GetProperty("history").EnumerateArray().Select(version => (
                version.GetProperty("version").GetInt32(), version.GetProperty("direction").GetString(), version.GetProperty("recordedBy").GetString(),
                version.GetProperty("note").GetString())));
        Assert.Equal("2026-11-01T04:00:00.000Z", answer.GetProperty("history")[1].GetProperty("from").GetString());
        Assert.Equal(
            [("2025-10", 20, 60.0, "achieved"), ("2026-10", 30, 50.0, "achieved")],
            answer.GetProperty("series").EnumerateArray().Select(value => (
                value.GetProperty("period").GetString(), value.GetProperty("value").GetInt32(), value.GetProperty("line").GetDouble(), value.GetProperty("state").GetString())));
        Assert.Single((await _host.GetAsync("/api/v1/targets/moisture-86?periods=1")).GetProperty("series").EnumerateArray());
    }

    [Fact]
    public async Task Targets_are_counted_in_all_by_sector_and_by_province_and_ended_ones_are_not()
    {
        await AddAsync("a-nation", "VN", "at-least", 20, 44, "2027-10");
        await AddAsync("b-province", "86", "at-least", 20, 44, "2027-10");
        await AddAsync("c-commune", s_commune, "at-least", 20, 44, "2027-10");
        await AddAsync("d-other", "79", "at-least", 20, 44, "2027-10");
        await AddAsync("e-over", "79", "at-least", 20, 44, "2027-10");
        await AddAsync("f-health", "79", "at-most", 20, 4, "2027-10", sector: "health", indicator: "HEART_RATE");
        await _host.SendAsync(HttpMethod.Post, "/api/v1/targets/e-over/end", """{"note":"the programme is over"}""");
        Publish("2026-10", "VN", Of("VN", 50));
        Publish("2026-10", "86", Of("86", 10), Of(s_commune, 33));

        var summary = await _host.GetAsync("/api/v1/targets/summary");
        Assert.Equal((5, 1, 1, 1, 0, 2), Count(summary.GetProperty("all")));
        Assert.Equal(
            [("agriculture", (4, 1, 1, 1, 0, 1)), ("health", (1, 0, 0, 0, 0, 1))],
            summary.GetProperty("sectors").EnumerateArray().Select(each => (each.GetProperty("sector").GetString(), Count(each.GetProperty("count")))));
        Assert.Equal("VN", summary.GetProperty("areas")[0].GetProperty("area").GetString());
        Assert.Equal((1, 1, 0, 0, 0, 0), Count(summary.GetProperty("areas")[0].GetProperty("count")));
        Assert.Equal(2, (await _host.GetAsync("/api/v1/targets/summary?area=79")).GetProperty("all").GetProperty("total").GetInt32());

        Assert.Equal(["b-province"], await IdsAsync("?state=needs_focus"));
        Assert.Equal(["e-over"], await IdsAsync("?state=ended"));
        Assert.Equal(["f-health"], await IdsAsync("?sector=Health&indicator=heart_rate"));
        Assert.Equal(["d-other", "f-health"], await IdsAsync("?area=79"));
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_whole_as_CSV()
    {
        foreach (var id in (string[])["c", "a", "b"]) await AddAsync(id, "86", "range", 20, 44, "2027-10");
        Publish("2026-10", Of("86", 41.5));

        var first = await _host.GetAsync("/api/v1/targets?limit=2");
        Assert.Equal("b", first.GetProperty("next").GetString());
        Assert.Equal(["c"], await IdsAsync("?limit=2&cursor=b"));
        var lines = (await _host.Client.GetStringAsync("/api/v1/targets?format=csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("a,agriculture,SOIL_MOISTURE,86,Vĩnh Long,VALUE,%,M,range,2025-10,20,2027-10,,44,45,on_track,2026-10,41.5,A,32,1,2026-11-01T03:00:00.000Z", lines[1]);
    }

    [Fact]
    public async Task The_same_again_is_unchanged_and_what_contradicts_is_refused_in_the_readers_language()
    {
        var body = New("moisture-86", "86", "at-least", 20, 44, "2027-10");
        Assert.Equal(201, (await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", body)).Status);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", body)).Status);

        var (status, problem) = await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", New("moisture-86", "79", "at-least", 20, 44, "2027-10"), language: "vi");
        Assert.Equal(409, status);
        Assert.Contains("mục tiêu khác", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var early = Terms("at-least", 20, 50, "2027-10", from: "2026-10-31T00:00:00Z");
        Assert.Equal(409, (await _host.SendAsync(HttpMethod.Put, "/api/v1/targets/moisture-86", early)).Status);
        Assert.Equal(404, (await _host.SendAsync(HttpMethod.Put, "/api/v1/targets/none", early)).Status);
        Assert.Equal(404, (await _host.SendAsync(HttpMethod.Post, "/api/v1/targets/none/end", """{"note":"over"}""")).Status);
        await _host.GetAsync("/api/v1/targets/none", 404);
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_and_needs_an_administrators_key()
    {
        var body = New("moisture-86", "86", "at-least", 20, 44, "2027-10");
        Assert.Equal(401, (await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", body, key: null)).Status);
        Assert.Equal(403, (await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", body, await _host.KeyAsync(ApiRoles.Register))).Status);

        await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", body);
        await _host.SendAsync(HttpMethod.Put, "/api/v1/targets/moisture-86", Terms("at-least", 20, 50, "2027-10"));
        await _host.SendAsync(HttpMethod.Post, "/api/v1/targets/moisture-86/end", """{"note":"over"}""");
        foreach (var action in (string[])["targets.add", "targets.change", "targets.end"])
        {
            var entry = await _host.Registry.FindLastAuditAsync(action);
            Assert.Equal(("admin", "moisture-86"), (entry?.Actor, entry?.Subject));
        }
    }

    [Theory]
    [InlineData("""{}""", "id", "sector", "indicator", "area", "direction", "baseline.period", "baseline.value", "target.period")]
    [InlineData("""{"id":"a b","sector":"mining","area":"99","statistic":"MAX","freq":"Q"}""", "id", "sector", "area", "statistic", "freq")]
    [InlineData("""{"id":"summary","sector":"health","indicator":"SOIL_MOISTURE"}""", "id", "indicator")]
    // The deadline is no later than the baseline, or no month.
    [InlineData("""{"direction":"at-least","baseline":{"period":"2026-10","value":1},"target":{"period":"2026-10","value":2}}""", "target.period")]
    [InlineData("""{"direction":"at-least","baseline":{"period":"2026-10","value":1},"target":{"period":"2026-12-31","value":2}}""", "target.period")]
    [InlineData("""{"direction":"at-least","baseline":{"period":"2026-13","value":1e400},"target":{"period":"2027-10","low":1}}""", "baseline.period", "baseline.value", "target.value", "target.low")]
    [InlineData("""{"direction":"range","baseline":{"period":"2026-10","value":1},"target":{"period":"2027-10","value":2,"low":5,"high":4}}""", "target.value", "target.low")]
    [InlineData("""{"direction":"upwards"}""", "direction")]
    public async Task Everything_that_is_wrong_with_a_target_is_named(string json, params string[] wrong)
    {
        var (status, problem) = await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", json);
        Assert.Equal(400, status);
        Assert.Superset(wrong.ToHashSet(), problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ToHashSet());
    }

    [Theory]
    [InlineData("?state=good", "state")]
    [InlineData("?indicator=SOIL_MOISTURE", "sector")]
    [InlineData("?area=99&limit=0&colour=red", "area", "colour", "limit")]
    [InlineData("/summary?sector=mining&area=99", "area", "sector")]
    [InlineData("/any?periods=1001", "periods")]
    public async Task Everything_that_is_wrong_with_a_question_is_named(string query, params string[] wrong)
    {
        var problem = await _host.GetAsync($"/api/v1/targets{query}", 400);
        Assert.Equal(wrong, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_field_that_no_target_has_is_refused_instead_of_left_unheard()
    {
        var (status, _) = await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", """{"id":"a","deadline":"2027-10"}""");
        Assert.Equal(400, status);
    }

    private Task<(int Status, JsonElement Body)> AddAsync(
        string id, string area, string direction, double baseline, double target, string deadline, string sector = "agriculture", string indicator = "soil_moisture") =>
        _host.SendAsync(HttpMethod.Post, "/api/v1/targets", New(id, area, direction, baseline, target, deadline, sector, indicator));

    private async Task<string?> StateAsync(string id) => (await _host.GetAsync($"/api/v1/targets/{id}")).GetProperty("target").GetProperty("state").GetString();

    private async Task<IEnumerable<string?>> IdsAsync(string query) =>
        (await _host.GetAsync($"/api/v1/targets{query}")).GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("id").GetString());

    private static (int, int, int, int, int, int) Count(JsonElement count) => (
        count.GetProperty("total").GetInt32(), count.GetProperty("achieved").GetInt32(), count.GetProperty("onTrack").GetInt32(), count.GetProperty("needsFocus").GetInt32(),
        count.GetProperty("hidden").GetInt32(), count.GetProperty("noData").GetInt32());

    private void Publish(string month, Observation observation) => Publish(month, observation.Area, observation);

    private void Publish(string month, string part, params Observation[] observations)
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var indicator));
        var start = DateTimeOffset.ParseExact($"{month}-01 +07:00", "yyyy-MM-dd zzz", CultureInfo.InvariantCulture);
        _host.Publish(new BlockKey(Window.Month, part, indicator.Number, start.ToUnixTimeMilliseconds()), observations);
    }

    private static Observation Of(string area, double? value, Confidentiality hidden = Confidentiality.Free) => new(
        area, value, value is null ? 0 : 100, null, value, null, null, null, null, null, null, 12, 0.99, null, null, null,
        value is null ? ObservationStatus.Missing : ObservationStatus.Normal, true, hidden);

    private static string New(
        string id, string area, string direction, double baseline, double target, string deadline, string sector = "agriculture", string indicator = "soil_moisture") =>
        $$"""{"id":"{{id}}","sector":"{{sector}}","indicator":"{{indicator}}","area":"{{area}}",{{Terms(direction, baseline, target, deadline)[1..]}}""";

    private static string Terms(string direction, double baseline, double target, string deadline, string? from = null, string? note = null)
    {
        var goal = direction == "range" ? FormattableString.Invariant($"\"low\":{target},\"high\":{target + 1}") : FormattableString.Invariant($"\"value\":{target}");
        return FormattableString.Invariant($$"""{"direction":"{{direction}}","baseline":{"period":"2025-10","value":{{baseline}}},"target":{"period":"{{deadline}}",{{goal}}}""")
            + (from is null ? "" : $",\"from\":\"{from}\"") + (note is null ? "" : $",\"note\":\"{note}\"") + "}";
    }
}
