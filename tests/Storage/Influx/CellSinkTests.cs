using System.Text.Json;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Tests.Influx;

[Collection(SunkPlatformCollection.Name)]
public sealed class CellSinkTests(SunkPlatform platform)
{
    public static TheoryData<AreaLevel, Window, string> Everything
    {
        get
        {
            var all = new TheoryData<AreaLevel, Window, string>();
            foreach (var level in Enum.GetValues<AreaLevel>())
            {
                foreach (var window in Enum.GetValues<Window>())
                {
                    all.Add(level, window, "SOIL_MOISTURE");
                    all.Add(level, window, "RAIN");
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Each_closed_cell_is_there_as_the_API_answers_it_and_no_other(AreaLevel level, Window window, string indicator)
    {
        var expected = (await CellsAsync(level, window, indicator)).Where(cell => cell.Point.Final).ToDictionary(cell => (cell.Area, cell.Point.Start), cell => FieldsOf(cell.Point));
        Assert.NotEmpty(expected); // the three days lie over the end of a month
        var stored = await StoredAsync(platform.Options, level, window, indicator);
        Assert.Equal(expected.Keys.Order(), stored.Keys.Order());
        foreach (var (key, fields) in expected) Assert.Equal(fields, stored[key]);
    }

    [Fact]
    public async Task A_revised_cell_is_written_again_by_its_note()
    {
        var options = await platform.SinkRevisionsAsync();
        var revised = 0;
        foreach (var level in Enum.GetValues<AreaLevel>())
        {
            foreach (var window in (Window[])[Window.Minute, Window.QuarterHour, Window.Hour, Window.Day])
            {
                var stored = await StoredAsync(options, level, window, "SOIL_MOISTURE");
                foreach (var (area, point) in (await CellsAsync(level, window, "SOIL_MOISTURE")).Where(cell => cell.Point is { Final: true, Revision: > 0 }))
                {
                    Assert.Equal(FieldsOf(point), stored[(area, point.Start)]);
                    revised++;
                }
            }
        }

        Assert.True(revised > 100, $"only {revised} cells were revised");
    }

    private async Task<List<(string Area, AggregatePoint Point)>> CellsAsync(AreaLevel level, Window window, string indicator)
    {
        var cells = new List<(string, AggregatePoint)>();
        string? cursor = null;
        do
        {
            var page = await platform.Cells.FindPageAsync(
                new AggregateRequest(CheckedStores.Indicator(indicator), level, null, window, CheckedStores.Start.AddDays(-60), CheckedStores.Start.AddDays(10), 1_000, cursor),
                default);
            cells.AddRange(page.Series.SelectMany(series => series.Points.Select(point => (series.Area, point))));
            cursor = page.Next;
        }
        while (cursor is not null);
        return cells;
    }

    private static string FieldsOf(AggregatePoint point) => string.Join(
        ' ', point.Count, (double?)point.Sum, point.Mean, point.Min, point.Max, point.StdDev, point.P50, point.P95, point.P99, point.Value, point.Devices, point.Expected,
        point.Coverage, point.Flags.Pass, point.Flags.Unevaluated, point.Flags.Suspect, point.Flags.Fail, point.Criteria?.Correct, point.Criteria?.Complete,
        point.Criteria?.Clean, point.Criteria?.Live, point.Criteria?.DelayP95, point.Revision);

    private static async Task<Dictionary<(string Area, DateTimeOffset Start), string>> StoredAsync(InfluxOptions options, AreaLevel level, Window window, string indicator)
    {
        using var client = new InfluxClient(options, TimeProvider.System);
        string[] fields =
        [
            "count", "sum", "mean", "min", "max", "stddev", "p50", "p95", "p99", "value", "devices", "expected", "coverage", "pass", "unevaluated", "suspect", "fail",
            "correct", "complete", "clean", "live", "delay_p95", "revision",
        ];
        var answer = await client.QueryAsync(
            $"SELECT {string.Join(',', ((string[])["area", .. fields]).Select(InfluxText.Identifier))} FROM aggregates WHERE level = '{CellLines.NameOf(level)}' AND \"window\" = '{window.Code()}' AND indicator = '{indicator}'",
            null, default);
        return answer.Rows.ToDictionary(
            row => (row[1].GetString()!, DateTimeOffset.FromUnixTimeMilliseconds(row[0].GetInt64())),
            row => string.Join(' ', Enumerable.Range(2, fields.Length).Select(i => row[i].ValueKind == JsonValueKind.Null ? null : (object)row[i].GetDouble())));
    }
}
