using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>What the public copy says of a period.</summary>
/// <param name="Figure">Null where the period was released and has nothing of the area.</param>
public readonly record struct ReleasedValue(long PeriodStartMs, Figure? Figure);

/// <summary>The values that targets are judged by: those that everybody may see.</summary>
public interface IReleasedValues
{
    /// <summary>The newest released periods, the newest first; none where nothing was released.</summary>
    /// <param name="count">At most so many.</param>
    IReadOnlyList<ReleasedValue> Newest(Area area, Indicator indicator, Statistic statistic, Window window, int count);
}
