using System.Globalization;
using SmartSectors.Http;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;

namespace SmartSectors.Reporting.ReleaseApi;

/// <summary>Differences as bodies and as rows.</summary>
internal static class DiffTable
{
    private static readonly string[] s_columns = ["area", "indicator", "period", "stat", "before", "after", "status_before", "status_after"];

    public static DifferenceBody Body(Difference each) => new(
        each.Area, each.Indicator.Code, TimePeriod.Name(each.Block.Window, each.Block.StartMs), each.Statistic.Code, each.Before?.Value, each.After?.Value,
        Text(each.Before?.Status), Text(each.After?.Status));

    /// <param name="limit">Of one page alone; null for all of them.</param>
    public static TableAnswer<Difference> Answer(TableFormat format, Release release, ReleaseDiff diff, string? cursor, int? limit)
    {
        return new(
            format, string.Create(CultureInfo.InvariantCulture, $"release-{release.Number}-diff"), s_columns, Page(cursor), limit is null ? (next, _) => Task.FromResult(Page(next)) : null,
            (row, difference) =>
            {
                var body = Body(difference);
                row.Text(body.Area);
                row.Text(body.Indicator);
                row.Text(body.Period);
                row.Text(body.Stat);
                row.Number(body.Before);
                row.Number(body.After);
                row.Text(body.StatusBefore);
                row.Text(body.StatusAfter);
            });

        RowPage<Difference> Page(string? from)
        {
            var (differences, next) = diff.Page(from, limit ?? Paging.MaxLimit);
            return new(differences, next);
        }
    }

    private static string? Text(char? status) => status?.ToString();
}
