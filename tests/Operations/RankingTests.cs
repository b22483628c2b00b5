using System.Text.Json;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

public sealed class RankingTests : IAsyncLifetime
{
    private const string Question = "/api/v1/aggregates/ranking?sector=agriculture&indicator=soil_moisture";

    // The clock stands at 08:30: the hour that is over began at 07:00.
    private static readonly DateTimeOffset s_hour = new(2026, 7, 1, 7, 0, 0, TimeSpan.Zero);

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        foreach (var (area, value) in (IEnumerable<(string, double?)>)[("01", 30), ("04", 35), ("48", 35), ("79", 20), ("unassigned", null)])
            Add(AreaLevel.Province, area, s_hour, value);
        Add(AreaLevel.Province, "04", s_hour.AddDays(-1), 33);
        Add(AreaLevel.Province, "04", s_hour.AddDays(-7), 31);
        Add(AreaLevel.Province, "79", s_hour.AddHours(-1), 99);
        Add(AreaLevel.Commune, "00004", s_hour, 1);
        Add(AreaLevel.Commune, "01-unassigned", s_hour, 2);
        Add(AreaLevel.Commune, "79-unassigned", s_hour, 3);
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_greatest_come_first_and_equals_share_a_rank()
    {
        var ranking = await host.GetAsync($"{Question}&limit=3");

        Assert.Equal("2026-07-01T07:00:00.000Z province 1h value", $"{ranking.GetProperty("start").GetString()} {ranking.GetProperty("level").GetString()} {ranking.GetProperty("window").GetString()} {ranking.GetProperty("stat").GetString()}");
        Assert.Equal(["1 04 35", "1 48 35", "3 01 30"], Ranks(ranking));
        var expected = """
            {"rank":1,"area":"04","nameVi":"Cao Bằng","nameEn":"Cao Bang","figure":35,"dayBefore":33,"weekBefore":31,"coverage":null,"status":"U","final":false}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), ranking.GetProperty("ranks")[0]), ranking.GetRawText());
        Assert.Equal(JsonValueKind.Null, ranking.GetProperty("ranks")[1].GetProperty("dayBefore").ValueKind);
    }

    [Theory]
    [InlineData("order=least", "1 79 20|2 01 30|3 04 35|3 48 35")]
    [InlineData("at=2026-07-01T06:59:59Z", "1 79 99")]
    [InlineData("stat=count&limit=2", "1 01 3|1 04 3")]
    [InlineData("level=commune", "1 79-unassigned 3|2 01-unassigned 2|3 00004 1")]
    [InlineData("level=commune&within=01", "1 01-unassigned 2|2 00004 1")]
    [InlineData("window=1mo", "")]
    public async Task What_is_ranked_is_what_was_asked_for(string query, string expected) =>
        Assert.Equal(expected, string.Join('|', Ranks(await host.GetAsync($"{Question}&{query}"))));

    [Theory]
    [InlineData("level=nation", "level")]
    [InlineData("level=site", "level")]
    [InlineData("within=01", "within")]
    [InlineData("level=commune&within=00004", "within")]
    [InlineData("stat=median", "stat")]
    [InlineData("order=random", "order")]
    [InlineData("limit=1001", "limit")]
    [InlineData("at=yesterday", "at")]
    public async Task What_is_wrong_is_named(string query, string parameter) => Assert.Equal([parameter], await host.WrongParametersAsync($"{Question}&{query}"));

    private static IEnumerable<string> Ranks(JsonElement ranking) => ranking.GetProperty("ranks").EnumerateArray()
        .Select(rank => $"{rank.GetProperty("rank")} {rank.GetProperty("area").GetString()} {rank.GetProperty("figure")}");

    private void Add(AreaLevel level, string area, DateTimeOffset start, double? value) =>
        host.Aggregates.Cells.Add(("SOIL_MOISTURE", level, area, Window.Hour, FakeAggregates.Point(start) with { Value = value }));
}
