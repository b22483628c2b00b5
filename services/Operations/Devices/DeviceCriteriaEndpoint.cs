using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Devices;

/// <summary>
/// One device's criteria, worked out when asked for: what readings tell from those that are stored, what receipts tell from
/// its books since it was first heard, and whether it lives now.
/// </summary>
internal static class DeviceCriteriaEndpoint
{
    // A reading a second of a few indicators is then some million.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    // What is in memory at a time.
    private static readonly TimeSpan s_atOnce = TimeSpan.FromDays(1);

    public static void MapDeviceCriteria(this IEndpointRouteBuilder api) => api.MapGet("/devices/{id}/criteria", GetCriteria)
        .WithName("GetDeviceCriteria")
        .WithTags("Devices")
        .WithSummary("One device's criteria: correct and complete of its readings in a time, clean since it was first heard, live now.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    internal sealed class CriteriaQueryString
    {
        [FromQuery(Name = "from"), Description("RFC 3339, inclusive; 24 h before 'to' when left out, at most 7 days.")]
        public string? From { get; init; }

        [FromQuery(Name = "to"), Description("RFC 3339, exclusive; now when left out.")]
        public string? To { get; init; }
    }

    private static async Task<Results<Ok<DeviceCriteriaBody>, ValidationProblem, ProblemHttpResult>> GetCriteria(
        [Description("The device's id.")] string id, [AsParameters] CriteriaQueryString query, HttpRequest request, DeviceDirectory devices,
        IReadingQuery readings, ILedgerQuery ledgers, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await devices.FindAsync(id, cancellationToken) is not { } device) return Problems.NotFound($"There is no device '{id}'.");

        var errors = ParameterErrors.For<CriteriaQueryString>(request);
        var range = TimeRange.Read(query.From, query.To, clock, errors);
        if (!errors.Any && range.To - range.From > s_longest) errors.Add("from", "The range is longer than 7 days.");
        if (errors.Any) return errors.ToProblem();

        var indicators = new List<IndicatorCriteriaBody>();
        foreach (var last in device.Last)
        {
            var tally = new ReadingTally(last, range, clock.GetUtcNow());
            for (var (from, to) = (range.From, default(DateTimeOffset)); from < range.To; from = to)
            {
                to = from + s_atOnce < range.To ? from + s_atOnce : range.To;
                var page = await readings.FindPageAsync(id, last.Indicator, from, to, int.MaxValue, cursor: null, cancellationToken);
                tally.Add(page?.Points ?? []); // No page: it was never heard.
            }

            indicators.Add(tally.ToBody());
        }

        var ledger = await ledgers.ForDeviceAsync(id, cancellationToken);
        return TypedResults.Ok(new DeviceCriteriaBody(
            id, range.From, range.To, indicators, ledger is null ? null : Share(ledger.Stored, ledger.Received - ledger.Pending),
            device.Link == LinkPhase.NeverHeard ? null : device.Link == LinkPhase.Live, device.LastSeen));
    }

    internal static double? Share(long part, long whole) => whole > 0 ? (double)part / whole : null;
}

/// <summary>One device's criteria, each from 0 to 1, null where there is nothing to judge.</summary>
internal sealed record DeviceCriteriaBody(
    string Device,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<IndicatorCriteriaBody> Indicators,
    [property: Description("Sạch: accepted ÷ received, since the device was first heard.")] double? Clean,
    [property: Description("Sống: it is heard now; null when it never was.")] bool? Live,
    DateTimeOffset? LastSeen);

/// <summary>What the stored readings of one indicator say.</summary>
internal sealed record IndicatorCriteriaBody(
    string Indicator,
    [property: Description("Đúng: readings that passed ÷ those judged (flags pass, suspect and fail).")] double? Correct,
    [property: Description("Đủ: slots filled ÷ slots expected; null for an event-driven indicator.")] double? Complete,
    [property: Description("Readings stored in the range.")] long Readings,
    [property: Description("Period slots that began in the range, since the device is active and until now.")] long? Expected,
    [property: Description("Those of them with a reading.")] long? Received);
