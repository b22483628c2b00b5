using SmartSectors.Http;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

/// <summary>Aggregates as rows, a cell each; of the statistics those that were picked.</summary>
internal static class AggregateRows
{
    private static readonly string[] s_before = ["sector", "indicator", "unit", "window", "area", "start"];
    private static readonly string[] s_after = ["status", "outstanding", "revision", "final"];

    private static readonly (Statistics Statistic, string[] Columns, Action<TableWriter, AggregatePoint> Write)[] s_statistics =
    [
        (Statistics.Value, ["value"], (row, point) => row.Number(point.Value)),
        (Statistics.Count, ["count"], (row, point) => row.Number<long>(point.Count)),
        (Statistics.Sum, ["sum"], (row, point) => row.Number(point.Sum)),
        (Statistics.Mean, ["mean"], (row, point) => row.Number(point.Mean)),
        (Statistics.Min, ["min"], (row, point) => row.Number(point.Min)),
        (Statistics.Max, ["max"], (row, point) => row.Number(point.Max)),
        (Statistics.StdDev, ["stddev"], (row, point) => row.Number(point.StdDev)),
        (Statistics.P50, ["p50"], (row, point) => row.Number(point.P50)),
        (Statistics.P95, ["p95"], (row, point) => row.Number(point.P95)),
        (Statistics.P99, ["p99"], (row, point) => row.Number(point.P99)),
        (Statistics.Devices, ["devices"], (row, point) => row.Number<long>(point.Devices)),
        (Statistics.Expected, ["expected"], (row, point) => row.Number(point.Expected)),
        (Statistics.Coverage, ["coverage"], (row, point) => row.Number(point.Coverage)),
        (Statistics.Flags, ["pass", "unevaluated", "suspect", "fail"], WriteFlags),
        (Statistics.Criteria, ["correct", "complete", "clean", "live", "minimum", "delay_p95_s"], WriteCriteria),
    ];

    /// <param name="isWhole">The whole range, and not a page of it.</param>
    public static async Task<TableAnswer<ComparedPoint>> AnswerAsync(
        TableFormat format, AggregateQuestion question, bool isWhole, IAggregateQuery aggregates, CancellationToken cancellationToken)
    {
        var request = isWhole ? question.Request with { Limit = Paging.MaxLimit } : question.Request;
        var indicator = request.Indicator;
        var picked = s_statistics.Where(entry => (entry.Statistic & question.Picked) != 0).ToArray();
        return new(
            format, $"{indicator.Sector.Name()}-{indicator.Code}-{request.Level.Name()}-{request.Window.Name()}",
            [
                .. s_before, .. picked.SelectMany(entry => entry.Columns), .. s_after,
                .. question.Compared.SelectMany(earlier => picked.SelectMany(entry => entry.Columns.Select(column => $"{column}_{earlier.Name()}_before"))),
            ],
            await FindAsync(request.Cursor, cancellationToken), isWhole ? FindAsync : null,
            (row, cell) =>
            {
                var point = cell.Series.Points[cell.Index];
                row.Text(indicator.Sector.Name());
                row.Text(indicator.Code);
                row.Text(indicator.UnitUcum);
                row.Text(request.Window.Name());
                row.Text(cell.Series.Area);
                row.Time(point.Start);
                foreach (var (_, _, write) in picked) write(row, point);
                row.Text(point.Status.Name());
                row.Number<int>(point.Outstanding);
                row.Number<int>(point.Revision);
                row.Bool(point.Final);
                foreach (var before in cell.Series.Before(point.Start)) WriteBefore(row, picked, before);
            });

        async Task<RowPage<ComparedPoint>> FindAsync(string? cursor, CancellationToken cancellation)
        {
            var page = await aggregates.FindPageAsync(request with { Cursor = cursor }, cancellation);
            var compared = await new Comparison(aggregates, question.Compared).CompareAsync(request, page.Series, cancellation);
            return new(compared.SelectMany(series => Enumerable.Range(0, series.Points.Count).Select(i => new ComparedPoint(series, i))), page.Next);
        }
    }

    private static void WriteBefore(
        TableWriter row, (Statistics Statistic, string[] Columns, Action<TableWriter, AggregatePoint> Write)[] picked, AggregatePoint? point)
    {
        foreach (var (_, columns, write) in picked)
        {
            if (point is { } found) write(row, found);
            else foreach (var _ in columns) row.Text(null);
        }
    }

    private static void WriteFlags(TableWriter row, AggregatePoint point)
    {
        row.Number<long>(point.Flags.Pass);
        row.Number<long>(point.Flags.Unevaluated);
        row.Number<long>(point.Flags.Suspect);
        row.Number<long>(point.Flags.Fail);
    }

    private static void WriteCriteria(TableWriter row, AggregatePoint point)
    {
        row.Number(point.Criteria?.Correct);
        row.Number(point.Criteria?.Complete);
        row.Number(point.Criteria?.Clean);
        row.Number(point.Criteria?.Live);
        row.Number(point.Criteria?.Minimum);
        row.Number(point.Criteria?.DelayP95);
    }
}
