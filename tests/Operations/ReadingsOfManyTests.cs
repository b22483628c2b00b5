using System.Text.Json;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

public sealed class ReadingsOfManyTests : IAsyncLifetime
{
    private const string Two = "/api/v1/readings?device=probe-b&device=probe-a&indicator=soil_moisture&indicator=soil_temp";

    private static readonly Indicator s_temp = SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_TEMP", out var indicator) ? indicator : throw new InvalidOperationException();
    private static readonly Indicator s_pulse = SchemeCatalog.Load().Schemes.Single(scheme => scheme.Sector is Sector.Health).Indicators[0];

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        await host.Registry.AddSiteAsync(new("farm-1", Sector.Agriculture), "test");
        foreach (var (device, count) in new[] { ("probe-a", 3), ("probe-b", 5), ("probe-c", 1) })
            host.Devices.Add(device, "farm-1", OperationsHost.SoilMoisture, [.. Enumerable.Range(0, count).Select(i => (host.Clock.Now.AddMinutes(i - count), 30 + i * 0.5))]);
        host.Devices.Readings[("probe-b", "SOIL_TEMP")] = [new(host.Clock.Now.AddMinutes(-1), 27.5, Telemetry.Readings.ReadingFlag.Pass)];
        host.Devices.Add("band-1", "ward-1", s_pulse, (host.Clock.Now, 70));
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_series_that_was_asked_for_is_there_in_order_also_without_readings()
    {
        var page = await host.GetAsync(Two);

        Assert.Equal(
            ["probe-a SOIL_MOISTURE % 30 30.5 31", "probe-a SOIL_TEMP Cel ", "probe-b SOIL_MOISTURE % 30 30.5 31 31.5 32", "probe-b SOIL_TEMP Cel 27.5"],
            Lines(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Pages_of_any_size_hold_every_reading_once_in_the_order_of_devices_indicators_and_times(int limit)
    {
        var readings = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await host.GetAsync($"{Two}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            var found = (from series in page.GetProperty("series").EnumerateArray()
                         from point in series.GetProperty("points").EnumerateArray()
                         select $"{series.GetProperty("device")} {series.GetProperty("indicator")} {point.GetProperty("value")}").ToList();
            Assert.True(found.Count <= limit);
            readings.AddRange(found);
            if ((cursor = page.GetProperty("next").GetString()) is null) break;
        }

        Assert.Equal(
            [
                "probe-a SOIL_MOISTURE 30", "probe-a SOIL_MOISTURE 30.5", "probe-a SOIL_MOISTURE 31", "probe-b SOIL_MOISTURE 30", "probe-b SOIL_MOISTURE 30.5",
                "probe-b SOIL_MOISTURE 31", "probe-b SOIL_MOISTURE 31.5", "probe-b SOIL_MOISTURE 32", "probe-b SOIL_TEMP 27.5",
            ],
            readings);
    }

    [Fact]
    public async Task A_site_s_devices_are_those_that_are_there_and_rows_name_whose_they_are()
    {
        var text = await host.Client.GetStringAsync("/api/v1/readings?site=farm-1&indicator=soil_moisture&format=csv");

        var rows = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("device,indicator,unit,time,value,flag,tests", rows[0]);
        Assert.Equal(["probe-a", "probe-a", "probe-a", "probe-b", "probe-b", "probe-b", "probe-b", "probe-b", "probe-c"], rows[1..].Select(row => row.Split(',')[0]));
    }

    [Fact]
    public async Task With_points_each_series_is_brought_down_and_none_is_cut()
    {
        var first = await host.GetAsync($"{Two}&points=4&limit=1");
        var second = await host.GetAsync($"{Two}&points=4&limit=1&cursor={first.GetProperty("next").GetString()}");
        var third = await host.GetAsync($"{Two}&points=4&limit=1&cursor={second.GetProperty("next").GetString()}");

        Assert.Equal(["probe-a SOIL_MOISTURE % 30 30.5 31"], Lines(first));
        Assert.Equal(3, first.GetProperty("series")[0].GetProperty("downsampling").GetProperty("readings").GetInt32());
        Assert.StartsWith("probe-a SOIL_TEMP Cel ", Lines(second).First(), StringComparison.Ordinal);
        Assert.Equal("probe-b SOIL_MOISTURE", string.Join(' ', Lines(second).Last().Split(' ').Take(2)));
        Assert.Equal(["probe-b SOIL_TEMP Cel 27.5"], Lines(third));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task What_would_read_too_much_is_refused_with_the_estimate()
    {
        host.Devices.Readings[("probe-a", "SOIL_TEMP")] = [.. Enumerable.Range(0, 100_001).Select(i => new Telemetry.Queries.ReadingPoint(host.Clock.Now.AddMilliseconds(-i - 1), 1, Telemetry.Readings.ReadingFlag.Pass))];

        foreach (var question in new[] { "format=csv", "points=10" })
        {
            var problem = await host.GetAsync($"{Two}&{question}", 413);
            Assert.Equal((100_010, 100_000, "readings"), (problem.GetProperty("estimate").GetInt64(), problem.GetProperty("limit").GetInt64(), problem.GetProperty("unit").GetString()));
        }

        await host.GetAsync("/api/v1/devices/probe-a/readings?indicator=soil_temp&format=csv", 413);
        await host.GetAsync(Two);
        host.Devices.Add("probe-d", "farm-1", s_temp, (host.Clock.Now, 1));
        var many = await host.GetAsync("/api/v1/readings?site=farm-1&indicator=soil_temp", 413);
        Assert.Equal((4, "devices"), (many.GetProperty("estimate").GetInt64(), many.GetProperty("unit").GetString()));
    }

    [Theory]
    [InlineData("indicator=soil_moisture", "device")]
    [InlineData("device=probe-a&site=farm-1&indicator=soil_moisture", "device")]
    [InlineData("device=probe-a", "indicator")]
    [InlineData("device=probe-a&indicator=brix", "indicator")]
    [InlineData("device=probe-x&device=probe-a&indicator=soil_moisture", "device")]
    [InlineData("device=probe-a&device=band-1&indicator=soil_moisture", "device")]
    [InlineData("device=probe-a' OR 1=1&indicator=soil_moisture", "device")]
    [InlineData("device=probe-a%00&indicator=soil_moisture", "device")]
    [InlineData("site=nowhere&indicator=soil_moisture", "site")]
    [InlineData("device=probe-a&indicator=soil_moisture&cursor=made-up", "cursor")]
    [InlineData("device=probe-a&indicator=soil_moisture&cursor=%F0%9F%98%80", "cursor")]
    [InlineData("device=probe-a&indicator=soil_moisture&points=3", "points")]
    [InlineData("device=probe-a&indicator=soil_moisture&downsampling=lttb", "downsampling")]
    [InlineData("device=probe-a&indicator=soil_moisture&from=2026-07-01T09:00:00Z&to=2026-07-01T08:00:00Z", "from")]
    public async Task What_is_wrong_is_named(string query, string parameter) => Assert.Equal([parameter], await host.WrongParametersAsync("/api/v1/readings?" + query));

    private static IEnumerable<string> Lines(JsonElement page) => page.GetProperty("series").EnumerateArray().Select(series =>
        $"{series.GetProperty("device")} {series.GetProperty("indicator")} {series.GetProperty("unit")} {string.Join(' ', series.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("value").ToString()))}");
}
