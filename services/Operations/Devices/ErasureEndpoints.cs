using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Devices;

/// <summary>Erasure of a device's raw readings, which are personal data where the device is a person's (Law 91/2025).</summary>
internal static class ErasureEndpoints
{
    private const int LongestReason = 500;

    public static void MapErasures(this IEndpointRouteBuilder api)
    {
        api.MapPost("/devices/{id}/erasures", OrderAsync)
            .WithName("EraseReadings")
            .WithTags("Devices")
            .WithSummary("Erases the raw readings of a device, of a range or all, for good; needs an administrator's key.")
            .WithDescription(
                "Aggregates, reports and books that the readings made stay as they are. The readings are gone from every answer when the minutes of the last of them are "
                + "closed, some two minutes after; the order's state is in the list of the device's erasures. What the device measured before that moment is not taken any more (rejected as erased).")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireRole(ApiRoles.Admin);
        api.MapGet("/devices/{id}/erasures", ListAsync)
            .WithName("ListErasures")
            .WithTags("Devices")
            .WithSummary("What was ordered to be erased of a device's readings, by whom and why, and what became of it.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/devices/{id}/erasures/preview", PreviewAsync)
            .WithName("PreviewErasure")
            .WithTags("Devices")
            .WithSummary("How many readings of a device an erasure of a range would take now.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<ErasureOrderBody>, ProblemHttpResult>> OrderAsync(
        [Description("The device's id.")] string id, ErasureRequestBody body, HttpContext context, IErasures erasures, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason)) return Problems.BadBody("reason: it is missing; the audit keeps why readings were erased.");
        if (body.Reason.Length > LongestReason) return Problems.BadBody($"reason: it is longer than {LongestReason} characters.");
        if (WrongRange(body.From, body.Until, clock) is { } wrong) return Problems.BadBody(wrong);

        return await erasures.OrderAsync(id, body.From, body.Until, body.Reason.Trim(), ApiKeyGate.KeyOf(context)!.Name, cancellationToken) is { } number
            ? TypedResults.Accepted($"/api/v1/devices/{Uri.EscapeDataString(id)}/erasures", new ErasureOrderBody(id, number))
            : Problems.NotFound($"There is no device '{id}' that was ever heard.");
    }

    private static async Task<Results<Ok<ErasuresBody>, ProblemHttpResult>> ListAsync(
        [Description("The device's id.")] string id, IErasures erasures, CancellationToken cancellationToken) =>
        await erasures.ListAsync(id, cancellationToken) is { } known
            ? TypedResults.Ok(new ErasuresBody(id, [.. known.Select(ErasureBody.Of)]))
            : Problems.NotFound($"There is no device '{id}'.");

    private static async Task<Results<Ok<ErasurePreviewBody>, ProblemHttpResult>> PreviewAsync(
        [Description("The device's id.")] string id, [Description("RFC 3339, inclusive; since ever when left out.")] DateTimeOffset? from,
        [Description("RFC 3339, exclusive; all that is stored when left out.")] DateTimeOffset? until, IErasures erasures, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (WrongRange(from, until, clock) is { } wrong) return Problems.BadBody(wrong);
        return await erasures.CountAsync(id, from, until, cancellationToken) is { } count
            ? TypedResults.Ok(new ErasurePreviewBody(id, from, until, count))
            : Problems.NotFound($"There is no device '{id}'.");
    }

    private static string? WrongRange(DateTimeOffset? from, DateTimeOffset? until, TimeProvider clock) =>
        from > clock.GetUtcNow() ? "from: it is in the future, and what is not measured yet cannot be erased."
        : until <= from ? "until: it is not after 'from'."
        : null;
}

/// <summary>What is to be erased.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ErasureRequestBody(
    [property: Description("Why; kept in the audit and with the erasure.")] string? Reason,
    [property: Description("RFC 3339, inclusive, by the readings' own time; since ever when left out.")] DateTimeOffset? From = null,
    [property: Description("RFC 3339, exclusive; all that is stored by now when left out.")] DateTimeOffset? Until = null);

/// <summary>An order that was put down.</summary>
/// <param name="Number">Its number in the list of the device's erasures, where it appears within seconds.</param>
internal sealed record ErasureOrderBody(string Device, int Number);

internal sealed record ErasurePreviewBody(string Device, DateTimeOffset? From, DateTimeOffset? Until, long Readings);

internal sealed record ErasuresBody(string Device, IReadOnlyList<ErasureBody> Erasures);

/// <summary>One order.</summary>
internal sealed record ErasureBody(
    int Number,
    [property: Description("ordered; erased: gone from every answer; scrubbed: their bytes are gone from the partition's file as well.")] string State,
    [property: Description("Null for since ever.")] DateTimeOffset? From,
    [property: Description("Exclusive.")] DateTimeOffset Until,
    DateTimeOffset OrderedAt,
    string OrderedBy,
    string Reason,
    [property: Description("Null until it is erased.")] DateTimeOffset? ErasedAt,
    [property: Description("As many readings were erased; null until then.")] long? Readings,
    [property: Description("What the device measured before this moment is rejected as erased; null until then.")] DateTimeOffset? TakenFrom)
{
    public static ErasureBody Of(DeviceErasure erasure) => new(
        erasure.Number, erasure.ErasedAt is null ? "ordered" : erasure.IsScrubbed ? "scrubbed" : "erased", erasure.From, erasure.Until, erasure.OrderedAt,
        erasure.OrderedBy, erasure.Reason, erasure.ErasedAt, erasure.Readings, erasure.TakenFrom);
}
