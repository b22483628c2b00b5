using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Readings;

/// <summary>Refuses what would read more readings than one question may.</summary>
internal sealed class ReadingCost(IReadingCosts costs, OperationsOptions options)
{
    /// <summary>Null when they may be read whole. A page reads its limit and needs no estimate.</summary>
    public async ValueTask<CostEstimate?> RefuseAsync(IReadOnlyList<DeviceSeries> series, TimeRange range, CancellationToken cancellationToken)
    {
        var readings = await costs.CountAboutAsync(series, range.From, range.To, options.MaxReadingsAsked, cancellationToken);
        return readings <= options.MaxReadingsAsked ? null : new CostEstimate(
            readings, options.MaxReadingsAsked, "readings", OperationsTexts.HintForReadings);
    }
}
