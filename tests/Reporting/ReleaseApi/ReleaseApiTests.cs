using System.Text.Json;
using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.ReleaseApi;

public sealed class ReleaseApiTests : IAsyncLifetime
{
    private const string Path = "/api/v1/reports/releases";
    private const string Day = """{"sector":"agriculture","freq":"D","from":"2026-10-30T00:00:00+07:00","to":"2026-10-31T00:00:00+07:00"}""";

    private static readonly DateTimeOffset s_day = new(2026, 10, 30, 0, 0, 0, TimeSpan.FromHours(7));

    private readonly ReportingHost _host = new(); // its clock: 2026-11-01T03:00Z, ten in the morning there
    private readonly Indicator _moisture = SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var found) ? found : throw new InvalidOperationException();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_release_is_made_listed_and_told_apart_from_its_revision()
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        var (status, first) = await MakeAsync(Day);
        Assert.Equal(201, status);
        Assert.Equal((1, "agriculture", "D", 0), (Number(first), first.GetProperty("sector").GetString(), first.GetProperty("freq").GetString(), first.GetProperty("revised").GetInt64()));
        Assert.Equal(3391, first.GetProperty("observations").GetInt64());

        _host.Clock.Advance(TimeSpan.FromHours(1));
        MeasureByManyInTheNationAndOneInACommune(value: 42);
        _host.Stores.ClosedBefore = s_day.AddDays(1);
        var (_, second) = await MakeAsync(Day);

        Assert.Equal(2, Number(second));
        Assert.Contains("provisional figures are final now", second.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal([2, 1], (await _host.GetAsync(Path)).GetProperty("releases").EnumerateArray().Select(Number));
        Assert.Equal(JsonElement.Parse(second.GetRawText()).ToString(), (await _host.GetAsync($"{Path}/2")).ToString());
        Assert.Empty((await _host.GetAsync($"{Path}?sector=health")).GetProperty("releases").EnumerateArray());
        Assert.Empty((await _host.GetAsync($"{Path}?freq=m")).GetProperty("releases").EnumerateArray());
        await _host.GetAsync($"{Path}/3", expectedStatus: 404);
        await _host.GetAsync($"{Path}/x", expectedStatus: 404);
    }

    [Fact]
    public async Task A_list_is_paged_from_the_newest_on()
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        for (var i = 0; i < 3; i++) Assert.Equal(201, (await MakeAsync(Day)).Status);

        var first = await _host.GetAsync($"{Path}?limit=2");
        Assert.Equal([3, 2], first.GetProperty("releases").EnumerateArray().Select(Number));
        var last = await _host.GetAsync($"{Path}?limit=2&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal([1], last.GetProperty("releases").EnumerateArray().Select(Number));
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next").ValueKind);
        await _host.GetAsync($"{Path}?cursor=abc", expectedStatus: 400);
    }

    [Fact]
    public async Task A_diff_tells_what_changed_and_of_hidden_areas_only_who_may_see_them()
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        await MakeAsync(Day);
        MeasureByManyInTheNationAndOneInACommune(value: 42);
        await MakeAsync(Day);

        var diff = await _host.GetAsync($"{Path}/2/diff");
        Assert.Equal((2, 1), (diff.GetProperty("release").GetInt32(), diff.GetProperty("against").GetInt32()));
        var rows = diff.GetProperty("differences").EnumerateArray().ToList();
        Assert.All(rows, row => Assert.Equal("VN", row.GetProperty("area").GetString()));
        var value = rows.Single(row => row.GetProperty("stat").GetString() == "VALUE");
        Assert.Equal(
            """{"area":"VN","indicator":"SOIL_MOISTURE","period":"2026-10-30","stat":"VALUE","before":40,"after":42,"statusBefore":"P","statusAfter":"P"}""", value.GetRawText());

        var whole = await GetAsAsync($"{Path}/2/diff", await _host.KeyAsync(ApiRoles.Confidential | ApiRoles.Read));
        Assert.Equal(["00004", "01", "VN"], whole.GetProperty("differences").EnumerateArray().Select(row => row.GetProperty("area").GetString()!).Distinct().Order());
        Assert.Contains(whole.GetProperty("differences").EnumerateArray(), row => row.GetProperty("stat").GetString() == "MAX");

        // What the first one changed: everything, of nothing.
        var first = await _host.GetAsync($"{Path}/1/diff?limit=10000");
        Assert.Equal(0, first.GetProperty("against").GetInt32());
        Assert.Contains(first.GetProperty("differences").EnumerateArray(), row => row.GetProperty("statusAfter").GetString() == "Q" && row.GetProperty("after").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task A_diff_by_pages_and_as_CSV_has_the_same_rows()
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        await MakeAsync(Day);
        MeasureByManyInTheNationAndOneInACommune(value: 42);
        await MakeAsync(Day);

        var key = await _host.KeyAsync(ApiRoles.Confidential | ApiRoles.Read);
        var whole = (await GetAsAsync($"{Path}/2/diff", key)).GetProperty("differences").EnumerateArray().Select(row => row.GetRawText()).ToList();
        var paged = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await GetAsAsync($"{Path}/2/diff?limit=4{(cursor.Length > 0 ? "&cursor=" + cursor : "")}", key);
            Assert.InRange(page.GetProperty("differences").GetArrayLength(), 1, 4);
            paged.AddRange(page.GetProperty("differences").EnumerateArray().Select(row => row.GetRawText()));
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal(whole, paged);
        var csv = (await _host.Client.GetStringAsync($"{Path}/2/diff?format=csv")).Split("\r\n");
        Assert.Equal("area,indicator,period,stat,before,after,status_before,status_after", csv[0]);
        Assert.Contains("VN,SOIL_MOISTURE,2026-10-30,VALUE,40,42,P,P", csv);
        await _host.GetAsync($"{Path}/2/diff?against=2", expectedStatus: 400);
        await _host.GetAsync($"{Path}/2/diff?against=x", expectedStatus: 400);
        await _host.GetAsync($"{Path}/2/diff?cursor=9.9.9", expectedStatus: 400);
        await _host.GetAsync($"{Path}/9/diff", expectedStatus: 404);
    }

    [Theory]
    [InlineData("""{"sector":"fishery","freq":"D","from":"2026-10-30T00:00:00+07:00","to":"2026-10-31T00:00:00+07:00"}""", "sector")]
    [InlineData("""{"sector":"health","freq":"W","from":"2026-10-30T00:00:00+07:00","to":"2026-10-31T00:00:00+07:00"}""", "freq")]
    [InlineData("""{"sector":"health","from":"2026-10-30T00:00:00+07:00","to":"2026-10-31T00:00:00+07:00"}""", "freq")]
    [InlineData("""{"sector":"health","freq":"D","from":"2026-10-31T00:00:00+07:00","to":"2026-10-30T00:00:00+07:00"}""", "from")]
    [InlineData("""{"sector":"health","freq":"D","from":"2026-10-30T00:00:00Z","to":"2026-10-31T00:00:00Z"}""", "from to")]
    [InlineData("""{"sector":"health","freq":"D","from":"2026-10-30","to":"2026-10-31T00:00:00+07:00"}""", "from")]
    [InlineData("""{"sector":"health","freq":"M","from":"2026-10-01T00:00:00+07:00","to":"2026-10-31T00:00:00+07:00"}""", "to")]
    [InlineData("""{"sector":"health","freq":"D","from":"2026-11-02T00:00:00+07:00","to":"2026-11-03T00:00:00+07:00"}""", "to")]
    [InlineData("""{"sector":"health","freq":"N15","from":"2026-10-01T00:00:00+07:00","to":"2026-10-31T00:00:00+07:00"}""", "to")]
    [InlineData("""{"sector":"health","freq":"D"}""", "from to")]
    [InlineData("""{"sector":"health","freq":"D","period":"October"}""", "period")]
    [InlineData("""{"sector":"health","freq":"M","period":"2026-10-05"}""", "period")]
    [InlineData("""{"sector":"health","freq":"D","period":"2027-01"}""", "period")]
    [InlineData("""{"sector":"health","freq":"N15","period":"2026"}""", "period")]
    [InlineData("""{"sector":"health","freq":"D","period":"2026-10","from":"2026-10-30T00:00:00+07:00"}""", "period")]
    public async Task Every_wrong_order_is_refused_with_what_is_wrong(string body, string wrong)
    {
        var (status, problem) = await MakeAsync(body);
        Assert.Equal(400, status);
        Assert.Equal(wrong.Split(' '), problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Empty(_host.Releases.List(Sector.Health, 10));
    }

    [Theory]
    [InlineData("D", "2026-10-30", "2026-10-29T17:00:00.000Z", "2026-10-30T17:00:00.000Z")]
    [InlineData("D", "2026-10", "2026-09-30T17:00:00.000Z", "2026-10-31T17:00:00.000Z")]
    [InlineData("M", "2026-Q4", "2026-09-30T17:00:00.000Z", "2026-11-30T17:00:00.000Z")]
    [InlineData("D", "2026-11", "2026-10-31T17:00:00.000Z", "2026-11-01T17:00:00.000Z")]
    public async Task Periods_are_ordered_by_their_name_as_far_as_they_have_begun(string freq, string period, string from, string to)
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        _host.Stores.Put(_moisture, Window.Month, new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.FromHours(7)), "VN", 40);
        _host.Stores.Put(_moisture, Window.Day, new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(7)), "VN", 40);
        var (status, release) = await MakeAsync($$"""{"sector":"agriculture","freq":"{{freq}}","period":"{{period}}"}""");
        Assert.Equal((201, from, to), (status, release.GetProperty("from").GetString(), release.GetProperty("to").GetString()));
    }

    [Fact]
    public async Task Only_an_administrator_makes_releases_and_each_is_in_the_audit()
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        Assert.Equal(401, (await _host.SendAsync(HttpMethod.Post, Path, Day, key: null)).Status);
        Assert.Equal(403, (await _host.SendAsync(HttpMethod.Post, Path, Day, await _host.KeyAsync(ApiRoles.Register))).Status);
        Assert.Equal(201, (await MakeAsync(Day)).Status);
        Assert.Equal("agriculture D: 2026-10-29T17:00:00.000Z to 2026-10-30T17:00:00.000Z", (await _host.Registry.FindLastAuditAsync("releases.make"))!.Subject);
    }

    [Fact]
    public async Task Where_nobody_measured_anything_nothing_is_released_and_that_is_said_in_the_readers_language()
    {
        var (status, problem) = await _host.SendAsync(HttpMethod.Post, Path, Day, language: "vi");
        Assert.Equal(422, status);
        Assert.Equal("Không có gì để phát hành.", problem.GetProperty("title").GetString());
        Assert.Empty(_host.Releases.List(Sector.Agriculture, 10));
    }

    [Fact]
    public async Task A_release_that_fails_in_the_middle_leaves_nothing_and_the_next_one_is_made()
    {
        MeasureByManyInTheNationAndOneInACommune(value: 40);
        _host.Stores.Failure = new InvalidOperationException("as if the disk were gone");
        Assert.Equal(500, (await MakeAsync(Day)).Status);
        _host.Stores.Failure = null;
        Assert.Equal(1, Number((await MakeAsync(Day)).Body));
    }

    // One owner in a commune, and so in its province: both are hidden. Five in each of two communes of another one.
    private void MeasureByManyInTheNationAndOneInACommune(double value)
    {
        foreach (var area in (string[])["VN", "01", "00004"]) _host.Stores.Put(_moisture, Window.Day, s_day, area, value);
        _host.Stores.Contributions.Clear();
        var communes = (string[])["00004", .. Enumerable.Repeat("25747", 5), .. Enumerable.Repeat("25750", 5)];
        foreach (var (index, commune) in communes.Index()) _host.Stores.Contributions.Add(new SiteContribution($"farm-{index}", commune, 1, 1, true, 1));
    }

    private Task<(int Status, JsonElement Body)> MakeAsync(string body) => _host.SendAsync(HttpMethod.Post, Path, body);

    private async Task<JsonElement> GetAsAsync(string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", key);
        using var answer = await _host.Client.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static int Number(JsonElement release) => release.GetProperty("number").GetInt32();
}
