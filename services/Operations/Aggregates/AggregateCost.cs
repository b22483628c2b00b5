using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>About how many cells a question reads, told before anything is read: areas × windows × comparisons, by the calendar alone.</summary>
internal sealed class AggregateCost(AreaCatalog areas, DeviceRegistry registry, OperationsOptions options, TimeProvider clock)
{
    // No reading is older, and none is accepted that is further ahead (impossible_time and future in docs/publish.md).
    private static readonly DateTimeOffset s_first = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(5);

    /// <summary>Null when it may be read.</summary>
    /// <param name="isWhole">The whole range is wanted, and not a page of it.</param>
    public CostEstimate? Refuse(AggregateQuestion question, bool isWhole)
    {
        var request = question.Request;
        var (count, windows) = (CountAreas(request), CountWindows(request));

        // A page ends with its limit; but each of a site's windows is looked up, also where there is nothing.
        var cells = isWhole ? count * windows : Math.Min(count * windows, count + request.Limit + (request.Level is AreaLevel.Site ? windows : 0));
        cells *= 1 + question.Compared.Count;
        return cells <= options.MaxCellsAsked ? null : new CostEstimate(
            cells, options.MaxCellsAsked, "cells", OperationsTexts.HintForCells);
    }

    private long CountAreas(AggregateRequest request) => request.Area is not null ? 1 : request.Level switch
    {
        AreaLevel.Nation => 1,
        AreaLevel.Province => areas.Provinces.Length + 1,
        AreaLevel.Commune => areas.Communes.Length + areas.UnassignedOfProvinces.Length,
        _ => registry.Current.SiteCount,
    };

    private long CountWindows(AggregateRequest request)
    {
        var from = Math.Max(request.From.ToUnixTimeMilliseconds(), s_first.ToUnixTimeMilliseconds());
        var to = Math.Min(request.To.ToUnixTimeMilliseconds(), (clock.GetUtcNow() + s_ahead).ToUnixTimeMilliseconds());
        return to <= from ? 0 : ((to - from) / WindowCalendar.MinLengthMs(request.Window)) + 1;
    }
}
