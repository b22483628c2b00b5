using SmartSectors.Reporting.Releases;

namespace SmartSectors.Reporting.Publishing;

/// <summary>What is reported of a period; the codes of the dimension STAT.</summary>
/// <param name="Code">Its code.</param>
/// <param name="IsPublic">It is in the public copy as well. Least and greatest values are single readings, and so is nearly the 99th percentile.</param>
/// <param name="Of">Its number in an observation; null where there is none.</param>
public sealed record Statistic(string Code, string NameVi, string NameEn, bool IsPublic, Func<Observation, double?> Of)
{
    /// <summary>All, in the order in which they are written.</summary>
    public static IReadOnlyList<Statistic> All { get; } =
    [
        new("VALUE", "Giá trị của chỉ tiêu", "The indicator's own value", true, each => each.Value),
        new("MEAN", "Trung bình", "Mean", true, each => each.Mean),
        new("STDDEV", "Độ lệch chuẩn", "Standard deviation", true, each => each.StdDev),
        new("P50", "Trung vị", "Median", true, each => each.P50),
        new("P95", "Phân vị 95", "95th percentile", true, each => each.P95),
        new("COUNT", "Số giá trị đo", "Readings", true, each => each.Count),
        new("SUM", "Tổng", "Sum", true, each => (double?)each.Sum),
        new("MIN", "Nhỏ nhất", "Minimum", false, each => each.Min),
        new("MAX", "Lớn nhất", "Maximum", false, each => each.Max),
        new("P99", "Phân vị 99", "99th percentile", false, each => each.P99),
    ];
}
