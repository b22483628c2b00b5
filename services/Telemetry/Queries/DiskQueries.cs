using System.Globalization;

namespace SmartSectors.Telemetry.Queries;

/// <summary>What the data folder takes of its budget, and what retention gives up for it.</summary>
/// <param name="UsedBytes">Of all files; in databases without the pages that are free, for those are room.</param>
/// <param name="BudgetBytes">What they may take.</param>
/// <param name="ReadingsFrom">Readings are kept from this local midnight on, which is later than their retention says; else null.</param>
/// <param name="SiteMinutesFrom">The same of the sites' cells of a minute.</param>
/// <param name="IsExhausted">The budget is exceeded, and nothing is left that may go.</param>
public sealed record DiskStatus(long UsedBytes, long BudgetBytes, DateTimeOffset? ReadingsFrom, DateTimeOffset? SiteMinutesFrom, bool IsExhausted)
{
    /// <summary>Less is kept than retention says, or the budget does not hold; readings are acknowledged and answered all the same.</summary>
    public bool Degraded => IsExhausted || ReadingsFrom is not null || SiteMinutesFrom is not null;

    /// <summary>Why it is degraded, and what to do, for an operator; null when all is well.</summary>
    public string? Reason => !Degraded ? null : IsExhausted
        ? $"The data takes {Megabytes(UsedBytes)} MB of a budget of {Megabytes(BudgetBytes)} MB, and what is left is younger than may be dropped. Give it more room, or raise Retention:DiskBudget."
        : $"The disk budget of {Megabytes(BudgetBytes)} MB is reached: {Kept("readings are kept from {0} on", "cells of a minute of sites from {0} on")}, less than their retention says. Raise Retention:DiskBudget, or shorten the retention.";

    /// <summary>The same in Vietnamese.</summary>
    public string? ReasonVi => !Degraded ? null : IsExhausted
        ? $"Dữ liệu chiếm {Megabytes(UsedBytes)} MB trong hạn mức {Megabytes(BudgetBytes)} MB, và phần còn lại chưa đủ cũ để được xóa. Hãy thêm dung lượng, hoặc tăng Retention:DiskBudget."
        : $"Đã đạt hạn mức đĩa {Megabytes(BudgetBytes)} MB: {Kept("số đo được giữ từ {0}", "số liệu từng phút của điểm đo từ {0}")}, ngắn hơn thời hạn lưu giữ. Hãy tăng Retention:DiskBudget, hoặc rút ngắn thời hạn lưu giữ.";

    private string Kept(string readings, string minutes)
    {
        var parts = new List<string>();
        if (ReadingsFrom is { } from) parts.Add(string.Format(CultureInfo.InvariantCulture, readings, Day(from)));
        if (SiteMinutesFrom is { } first) parts.Add(string.Format(CultureInfo.InvariantCulture, minutes, Day(first)));
        return string.Join(", ", parts);
    }

    private static string Day(DateTimeOffset midnight) => midnight.ToOffset(TimeSpan.FromHours(7)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / 1_000_000).ToString(CultureInfo.InvariantCulture);
}

/// <summary>Tells how the disk budget fares; cheap enough to ask every second.</summary>
public interface IDiskStatusQuery
{
    /// <summary>Null before the first look.</summary>
    DiskStatus? Current();
}
