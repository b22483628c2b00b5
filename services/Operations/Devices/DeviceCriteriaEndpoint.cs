using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Devices;

/// <summary>
/// One device's criteria, worked out when asked for: what readings tell from those that are stored, what receipts tell from
/// its books since it was first heard, and whether it lives now.
/// </summary>
internal static class DeviceCriteriaEndpoint
{
    public static void MapDeviceCriteria(this IEndpointRouteBuilder api) => api.MapGet("/devices/{id}/criteria", GetCriteria)
        .WithName("GetDeviceCriteria")
        .WithTags("Devices")
        .WithSummary("One device's criteria: correct and complete of its readings in a time, clean since it was first heard, live now.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<DeviceCriteriaBody>, ValidationProblem, ProblemHttpResult>> GetCriteria(
        [Description("The device's id.")] string id, [AsParameters] WeekQueryString query, HttpRequest request, DeviceDirectory devices,
        IReadingQuery readings, ILedgerQuery ledgers, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await devices.FindAsync(id, cancellationToken) is not { } device) return Problems.NotFound(OperationsTexts.NoDevice(id));

        var range = query.Read(request, clock, out var errors);
        if (errors.Any) return errors.ToProblem();

        var indicators = new List<IndicatorCriteriaBody>();
        foreach (var last in device.Last)
        {
            var tally = new ReadingTally(last, range, clock.GetUtcNow());
            await foreach (var point in readings.WalkAsync(id, last.Indicator, range.From, range.To, cancellationToken)) tally.Add(point);
            indicators.Add(tally.ToBody());
        }

        var ledger = await ledgers.ForDeviceAsync(id, cancellationToken);
        return TypedResults.Ok(new DeviceCriteriaBody(
            id, range.From, range.To, indicators, ledger is null ? null : ReadingTally.Share(ledger.Stored, ledger.Received - ledger.Pending),
            device.Link == LinkPhase.NeverHeard ? null : device.Link == LinkPhase.Live, device.LastSeen));
    }
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
