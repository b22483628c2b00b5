using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Registry;
using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.ReleaseApi;

/// <summary>Releases: what was published, what each changed, and making one.</summary>
internal static class ReleaseEndpoints
{
    private const string Action = "releases.make";

    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        api.MapGet("/reports/releases", List)
            .WithName("ListReleases").WithTags("Releases")
            .WithSummary("The releases, the newest first.");
        api.MapGet("/reports/releases/{number}", Get)
            .WithName("GetRelease").WithTags("Releases")
            .WithSummary("A release by its number.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/reports/releases/{number}/diff", Compare)
            .WithName("CompareRelease").WithTags("Releases")
            .WithSummary("The figures that a release changed.")
            .WithDescription(
                "Each figure of the release's periods whose value or status differs from what was published before, or up to the release 'against'. "
                + "Figures are those of the public copy; with a key of the role Confidential, of the complete one.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/reports/releases", MakeAsync)
            .WithName("MakeRelease").WithTags("Releases")
            .WithSummary("Makes a release from what is committed now; needs an administrator's key.")
            .WithDescription(
                "Answered when it is published, after some seconds for the nation. Periods that are open yet are released as provisional (P). Released again, what differs is a revision. "
                + "The first release of a month decides which areas are hidden in it, for ever.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireRole(ApiRoles.Admin);
    }

    private static Results<Ok<ReleasesBody>, ValidationProblem> List([AsParameters] ReleaseQueryString query, HttpRequest request, SchemeCatalog schemes, ReleaseStore store)
    {
        var errors = ParameterErrors.For<ReleaseQueryString>(request);
        var sector = query.Sector is null ? null : SchemeParameters.ReadScheme(query.Sector, schemes, errors)?.Sector;
        var window = OrderReading.ReadWindow(query.Freq, errors);
        var limit = Paging.ReadLimit(query.Limit, errors);
        if (errors.Any) return errors.ToProblem();

        var found = store.List(sector, window, query.Cursor is { } cursor ? ReadNumber(cursor) ?? throw new InvalidCursorException(cursor) : long.MaxValue, limit + 1);
        return TypedResults.Ok(new ReleasesBody(
            [.. found.Take(limit).Select(ReleaseBody.Of)], found.Count > limit ? found[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static Results<Ok<ReleaseBody>, ProblemHttpResult> Get([Description("Its number.")] string number, ReleaseStore store) =>
        Find(store, number) is { } release ? TypedResults.Ok(ReleaseBody.Of(release)) : Problems.NotFound(ReleaseTexts.NoRelease(number));

    private static Results<Ok<ReleaseDiffBody>, TableAnswer<Difference>, ValidationProblem, ProblemHttpResult> Compare(
        [Description("Its number.")] string number, [AsParameters] ReleaseDiffQueryString query, HttpContext context, SchemeCatalog schemes, ReleaseStore store, ReleaseAreas areas)
    {
        var errors = ParameterErrors.For<ReleaseDiffQueryString>(context.Request);
        var format = TableFormats.Read(query.Format, context.Request, errors);
        var limit = Paging.ReadLimit(query.Limit, errors);
        if (Find(store, number) is not { } release) return errors.Any ? errors.ToProblem() : Problems.NotFound(ReleaseTexts.NoRelease(number));
        var against = query.Against is null ? release.Number - 1 : Find(store, query.Against)?.Number;
        if (against is null || against >= release.Number) errors.Add("against", $"'{query.Against}' is no release before {release.Number}.");
        if (errors.Any) return errors.ToProblem();

        var copy = ApiKeyGate.KeyOf(context) is { } key && (key.Roles & ApiRoles.Confidential) != 0 ? Copy.Confidential : Copy.Public;
        IReadOnlyList<Indicator> indicators = schemes.TryGet(release.Sector, out var scheme) ? [.. scheme.Indicators.OrderBy(indicator => indicator.Number)] : [];
        var diff = new ReleaseDiff(store, areas, indicators, release, against!.Value, copy);
        if (format is not TableFormat.Json) return DiffTable.Answer(format, release, diff, query.Cursor, query.Limit is null ? null : limit);

        var (differences, next) = diff.Page(query.Cursor, limit);
        return TypedResults.Ok(new ReleaseDiffBody(release.Number, against.Value, [.. differences.Select(DiffTable.Body)], next));
    }

    // The audit first: an act without its line there must not be.
    private static async Task<Results<Created<ReleaseBody>, ValidationProblem, ProblemHttpResult>> MakeAsync(
        NewReleaseBody body, HttpContext context, SchemeCatalog schemes, ReleaseBuilder builder, ReportingOptions options, DeviceRegistry registry, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        if (OrderReading.Read(body, schemes, time.GetUtcNow(), options.MostPeriods, errors) is not { } order) return errors.ToProblem();

        await registry.AuditAsync(
            ApiKeyGate.KeyOf(context)!.Name, Action, $"{order.Sector.Name()} {body.Freq}: {UtcTimes.Format(order.From)} to {UtcTimes.Format(order.To)}", cancellationToken);
        try
        {
            // Reads and writes files: not on the thread of the connection.
            return await Task.Run(() => builder.BuildAsync(order, cancellationToken), cancellationToken) is { } release
                ? TypedResults.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/reports/releases/{release.Number}"), ReleaseBody.Of(release))
                : TypedResults.Problem(ReleaseTexts.Nothing(order.Sector.Name()), statusCode: StatusCodes.Status422UnprocessableEntity, title: ReleaseTexts.NothingTitle);
        }
        catch (ReleaseBusyException)
        {
            return TypedResults.Problem(ReleaseTexts.Busy, statusCode: StatusCodes.Status503ServiceUnavailable, title: ReleaseTexts.BusyTitle);
        }
    }

    private static Release? Find(ReleaseStore store, string number) => ReadNumber(number) is { } known ? store.Get(known) : null;

    private static long? ReadNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
