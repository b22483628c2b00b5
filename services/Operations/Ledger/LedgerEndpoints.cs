using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Ledger;

internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder api) => api.MapGet("/ledger", GetLedger)
        .WithName("GetLedger")
        .WithTags("Ledger")
        .WithSummary("What became of the readings received: of the whole platform, or of one device, site or area.");

    internal sealed class LedgerQueryString
    {
        [FromQuery(Name = "device"), Description("A device id.")]
        public string? Device { get; init; }

        [FromQuery(Name = "site"), Description("A site id.")]
        public string? Site { get; init; }

        [FromQuery(Name = "area"), Description("VN, a province code, a commune code or unassigned (79-unassigned: what moves about in province 79): the sites there.")]
        public string? Area { get; init; }
    }

    private static async Task<Results<Ok<LedgerBody>, ValidationProblem, ProblemHttpResult>> GetLedger(
        [AsParameters] LedgerQueryString query, HttpRequest request, AreaCatalog areas, ILedgerQuery ledger, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<LedgerQueryString>(request);
        RefuseSeveral(query, errors);
        if (query.Area is { } code && !areas.TryGet(code, out _)) errors.Add("area", $"There is no area '{code}'.");
        if (errors.Any) return errors.ToProblem();

        var balance = query switch
        {
            { Device: { } device } => await ledger.ForDeviceAsync(device, cancellationToken),
            { Site: { } site } => await ledger.ForSiteAsync(site, cancellationToken),
            { Area: { } area } => await ledger.ForAreaAsync(area, cancellationToken),
            _ => await ledger.TotalAsync(cancellationToken),
        };
        return balance is null ? Problems.NotFound(Subject(query)) : TypedResults.Ok(LedgerBody.Of(balance));
    }

    private static void RefuseSeveral(LedgerQueryString query, ParameterErrors errors)
    {
        (string Name, string? Value)[] given = [("device", query.Device), ("site", query.Site), ("area", query.Area)];
        foreach (var (name, _) in given.Where(parameter => parameter.Value is not null).Skip(1))
        {
            errors.Add(name, "Only one of device, site and area may be given.");
        }
    }

    private static string Subject(LedgerQueryString query) => query switch
    {
        { Device: { } device } => OperationsTexts.NoDevice(device),
        { Site: { } site } => OperationsTexts.NoSite(site),
        _ => OperationsTexts.NoLedger(query.Area),
    };
}
