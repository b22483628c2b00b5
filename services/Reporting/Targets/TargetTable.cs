using SmartSectors.Http;

namespace SmartSectors.Reporting.Targets;

/// <summary>Targets as rows.</summary>
internal static class TargetTable
{
    private static readonly string[] s_columns =
    [
        "id", "sector", "indicator", "area", "area_vi", "statistic", "unit", "freq", "direction", "baseline_period", "baseline_value",
        "target_period", "target_value", "target_low", "target_high", "state", "period", "value", "status", "line", "version", "from",
    ];

    public static TableAnswer<TargetBody> Answer(TableFormat format, RowPage<TargetBody> page) => new(format, "targets", s_columns, page, null, (row, target) =>
    {
        row.Text(target.Id);
        row.Text(target.Sector);
        row.Text(target.Indicator);
        row.Text(target.Area);
        row.Text(target.AreaVi);
        row.Text(target.Statistic);
        row.Text(target.Unit);
        row.Text(target.Freq);
        row.Text(target.Direction);
        row.Text(target.Baseline.Period);
        row.Number(target.Baseline.Value);
        row.Text(target.Target.Period);
        row.Number(target.Target.Value);
        row.Number(target.Target.Low);
        row.Number(target.Target.High);
        row.Text(target.State);
        row.Text(target.Newest?.Period);
        row.Number(target.Newest?.Value);
        row.Text(target.Newest?.Status);
        row.Number(target.Newest?.Line);
        row.Number<int>(target.Version);
        row.Time(target.From);
    });
}
