using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Devices;

/// <summary>What an operator or installer says of a device's condition.</summary>
internal static class ConditionEndpoint
{
    // Within what readings are taken of, and a plan that somebody still remembers.
    private static readonly TimeSpan s_furthestBack = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_furthestAhead = TimeSpan.FromDays(366);

    public static void MapCondition(this IEndpointRouteBuilder api) => api.MapPost("/devices/{id}/condition", ReportAsync)
        .WithName("ReportDeviceCondition")
        .WithTags("Devices")
        .WithSummary("Says that a device is, was or will be calibrating, in error, under maintenance or normal over a time; needs a key.")
        .WithDescription(
            "Readings measured then are kept, flagged 'fail' by the test device_condition and excluded from all values, those that are stored "
            + "already as well: their aggregates follow as revisions. 'normal' takes back what an operator said; what the device says of itself stands beside it.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<ReportedConditionBody>, ProblemHttpResult>> ReportAsync(
        [Description("The device's id.")] string id, ConditionReportBody body, HttpContext context, IConditionReports conditions, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!DeviceConditions.TryParse(body.Condition, out var condition))
            return Problems.BadBody($"condition: it is one of {string.Join(", ", DeviceConditions.All.Select(one => one.Name()))}.");

        var now = clock.GetUtcNow();
        var from = body.From ?? now;
        if (from < now - s_furthestBack) return Problems.BadBody("from: it is more than 30 days ago; no reading is judged again after so long.");
        if (from > now + s_furthestAhead) return Problems.BadBody("from: it is more than a year ahead.");
        if (body.Until <= from) return Problems.BadBody("until: it is not after 'from'.");

        var actor = ApiKeyGate.KeyOf(context)!.Name;
        return await conditions.ReportAsync(id, condition, from, body.Until, actor, cancellationToken)
            ? TypedResults.Ok(new ReportedConditionBody(id, condition.Name(), from, body.Until))
            : Problems.NotFound(OperationsTexts.NeverHeard(id));
    }
}

/// <summary>A condition over a time.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConditionReportBody(
    [property: Description("normal, calibrating, error or maintenance.")] string? Condition,
    [property: Description("RFC 3339, inclusive, by the readings' own time; at most 30 days ago. Now when left out.")] DateTimeOffset? From = null,
    [property: Description("RFC 3339, exclusive. Left out: until something else is said, in place of whatever was said of later moments.")] DateTimeOffset? Until = null);

/// <summary>What was put down.</summary>
internal sealed record ReportedConditionBody(string Device, string Condition, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>A device's condition now.</summary>
internal sealed record ConditionBody(
    [property: Description("normal, calibrating, error or maintenance. Readings measured under another than normal enter no value.")] string State,
    [property: Description("Since when; null for since ever.")] DateTimeOffset? Since,
    [property: Description("Until when, as far as it was said.")] DateTimeOffset? Until,
    [property: Description("device or operator: who says so; null while it is normal.")] string? Source)
{
    public static ConditionBody Of(ReportedCondition reported) => new(
        reported.Condition.Name(), reported.Since, reported.Until, reported.Condition.Excludes() ? reported.Source.Name() : null);
}
