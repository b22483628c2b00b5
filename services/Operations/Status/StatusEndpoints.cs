using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Status;

internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder api) => api.MapGet("/status", GetStatus)
        .WithName("GetStatus")
        .WithTags("Status")
        .WithSummary("The platform's own state, its ledger and the nation's newest minutes.");

    private static async Task<Ok<StatusBody>> GetStatus(
        IPlatformStatusQuery platform, ILedgerQuery ledger, NationFigures nation, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(StatusBody.Of(
            clock.GetUtcNow(), platform.Current(), await ledger.TotalAsync(cancellationToken), await nation.CurrentAsync(cancellationToken)));
}
