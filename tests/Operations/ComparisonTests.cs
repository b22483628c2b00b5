using System.Text.Json;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

public sealed class ComparisonTests : IAsyncLifetime
{
    private const string Question = "/api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=province&stats=mean";

    private static readonly DateTimeOffset s_hour = new(2026, 7, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        foreach (var (area, hours, mean) in (IEnumerable<(string, int, double)>)
            [("01", 0, 30), ("01", 1, 31), ("79", 0, 40), ("01", -24, 20), ("01", -23, 21), ("79", -168, 10), ("79", -25, 99)])
            Add(Window.Hour, area, s_hour.AddHours(hours), mean);
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Beside_each_point_stands_the_same_window_of_before_of_its_area()
    {
        var page = await host.GetAsync($"{Question}&from=2026-07-01T06:00:00Z&compare=Day,week");

        Assert.Equal(["01 06 30 day:20 week:-", "01 07 31 day:21 week:-", "79 06 40 day:- week:10"], Lines(page));
        var before = page.GetProperty("series")[0].GetProperty("points")[0].GetProperty("before").GetProperty("day");
        Assert.Equal("2026-06-30T06:00:00.000Z A-Z mean", $"{before.GetProperty("start").GetString()} A-Z {string.Join(' ', before.EnumerateObject().Select(property => property.Name).Where(name => name is "mean" or "value" or "before"))}");
    }

    [Fact]
    public async Task Points_of_every_page_are_compared()
    {
        var lines = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await host.GetAsync($"{Question}&from=2026-07-01T06:00:00Z&compare=day&limit=1{(cursor is null ? "" : $"&cursor={cursor}")}");
            lines.AddRange(Lines(page));
            if ((cursor = page.GetProperty("next").GetString()) is null) break;
        }

        Assert.Equal(["01 06 30 day:20", "01 07 31 day:21", "79 06 40 day:-"], lines);
    }

    [Fact]
    public async Task Rows_have_columns_of_what_was_before()
    {
        var text = await host.Client.GetStringAsync($"{Question},flags&from=2026-07-01T06:00:00Z&compare=day&format=csv");

        var rows = text.Split("\r\n");
        Assert.EndsWith(",final,mean_day_before,pass_day_before,unevaluated_day_before,suspect_day_before,fail_day_before", rows[0], StringComparison.Ordinal);
        Assert.EndsWith(",false,20,2,1,0,4", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",false,,,,,", rows[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Months_are_compared_with_the_month_and_the_year_before()
    {
        Add(Window.Month, "01", new(2026, 5, 31, 17, 0, 0, TimeSpan.Zero), 5);
        Add(Window.Month, "01", new(2026, 4, 30, 17, 0, 0, TimeSpan.Zero), 4);
        Add(Window.Month, "01", new(2025, 5, 31, 17, 0, 0, TimeSpan.Zero), 3);

        var page = await host.GetAsync($"{Question}&window=1mo&from=2026-05-31T17:00:00Z&compare=month,year");

        Assert.Equal(["01 17 5 month:4 year:3"], Lines(page));
    }

    [Theory]
    [InlineData("compare=yesterday", "compare")]
    [InlineData("compare=", "compare")]
    [InlineData("compare=month", "compare")]
    [InlineData("window=1mo&compare=day", "compare")]
    public async Task A_comparison_that_does_not_fit_is_named(string query, string parameter) =>
        Assert.Equal([parameter], await host.WrongParametersAsync($"{Question}&{query}"));

    private static IEnumerable<string> Lines(JsonElement page) =>
        from series in page.GetProperty("series").EnumerateArray()
        from point in series.GetProperty("points").EnumerateArray()
        select $"{series.GetProperty("area").GetString()} {point.GetProperty("start").GetString()![11..13]} {point.GetProperty("mean")} "
            + string.Join(' ', point.GetProperty("before").EnumerateObject().Select(before => $"{before.Name}:{(before.Value.ValueKind is JsonValueKind.Null ? "-" : before.Value.GetProperty("mean"))}"));

    private void Add(Window window, string area, DateTimeOffset start, double mean) =>
        host.Aggregates.Cells.Add(("SOIL_MOISTURE", AreaLevel.Province, area, window, FakeAggregates.Point(start) with { Mean = mean }));
}
