using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Registry;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Targets;

/// <summary>Targets, and how they stand by what was released.</summary>
internal static class TargetEndpoints
{
    private const string Judged =
        "A target is achieved where the newest released value of the public copy meets it; on_track where the value has come at least 95 % of the way that the straight "
        + "line from baseline to target has come by that period; else, and from the deadline on, needs_focus. hidden and no_data are counted by themselves, never as reached.";

    public static void MapTargets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/targets", List)
            .WithName("ListTargets").WithTags("Targets")
            .WithSummary("The targets in the order of their ids, and how each stands.")
            .WithDescription(Judged);
        api.MapGet("/targets/summary", Summarize)
            .WithName("SummarizeTargets").WithTags("Targets")
            .WithSummary("How many targets are achieved, on track and in need of focus: all, by sector and by province.")
            .WithDescription(Judged);
        api.MapGet("/targets/{id}", Get)
            .WithName("GetTarget").WithTags("Targets")
            .WithSummary("A target with all its versions and its released values.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/targets", AddAsync)
            .WithName("AddTarget").WithTags("Targets")
            .WithSummary("Adds a target; needs an administrator's key.")
            .WithDescription("The same again is answered with 200 and changes nothing.")
            .DescribeChange();
        api.MapPut("/targets/{id}", ChangeAsync)
            .WithName("ChangeTarget").WithTags("Targets")
            .WithSummary("Gives a target other terms, as a new version; needs an administrator's key.")
            .WithDescription("Earlier versions stay. What the target is of (indicator, area, statistic, frequency) never changes: that is another target. The same terms again change nothing.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .DescribeChange();
        api.MapPost("/targets/{id}/end", EndAsync)
            .WithName("EndTarget").WithTags("Targets")
            .WithSummary("Ends a target: it is kept with all its versions and counts no more; needs an administrator's key.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .DescribeChange();
    }

    private static RouteHandlerBuilder DescribeChange(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .RequireRole(ApiRoles.Admin);

    private static Results<Ok<TargetsBody>, TableAnswer<TargetBody>, ValidationProblem> List(
        [AsParameters] TargetQueryString query, HttpRequest request, SchemeCatalog schemes, AreaCatalog areas, TargetStore targets, IReleasedValues values, TimeProvider time)
    {
        var errors = ParameterErrors.For<TargetQueryString>(request);
        var filter = TargetFilter.Read(query.Sector, query.Indicator, query.Area, schemes, areas, errors);
        var state = ReadState(query.State, errors);
        var format = TableFormats.Read(query.Format, request, errors);
        var limit = Paging.ReadLimit(query.Limit, errors, format is TableFormat.Json || query.Limit is not null ? Paging.DefaultLimit : int.MaxValue);
        if (errors.Any) return errors.ToProblem();

        var now = time.GetUtcNow();
        var found = targets.All()
            .Where(target => filter.Holds(target.Subject) && string.CompareOrdinal(target.Subject.Id, query.Cursor) > 0)
            .Select(target => Standing.Of(target, now, values))
            .Where(standing => state is null ? standing.State != TargetState.Ended : standing.State == state)
            .Select(TargetBody.Of)
            .Take((int)Math.Min(limit + 1L, int.MaxValue)).ToList();
        var next = found.Count > limit ? found[limit - 1].Id : null;
        var page = next is null ? found : found[..limit];
        return format is TableFormat.Json ? TypedResults.Ok(new TargetsBody(page, next)) : TargetTable.Answer(format, new(page, next));
    }

    private static Results<Ok<TargetSummaryBody>, ValidationProblem> Summarize(
        [AsParameters] TargetSummaryQueryString query, HttpRequest request, SchemeCatalog schemes, AreaCatalog areas, TargetStore targets, IReleasedValues values, TimeProvider time)
    {
        var errors = ParameterErrors.For<TargetSummaryQueryString>(request);
        var filter = TargetFilter.Read(query.Sector, null, query.Area, schemes, areas, errors);
        if (errors.Any) return errors.ToProblem();

        var now = time.GetUtcNow();
        var standings = targets.All().Where(target => filter.Holds(target.Subject)).Select(target => Standing.Of(target, now, values))
            .Where(standing => standing.State != TargetState.Ended).ToList();
        return TypedResults.Ok(TargetSummaryBody.Of(standings, areas));
    }

    private static Results<Ok<TargetHistoryBody>, ValidationProblem, ProblemHttpResult> Get(
        [Description("The target's id.")] string id, [AsParameters] TargetSeriesQueryString query, HttpRequest request, TargetStore targets, IReleasedValues values, TimeProvider time)
    {
        var errors = ParameterErrors.For<TargetSeriesQueryString>(request);
        var periods = ReadPeriods(query.Periods, errors);
        if (errors.Any) return errors.ToProblem();
        if (targets.Find(id) is not { } target) return Problems.NotFound(TargetTexts.NoTarget(id));

        var standing = Standing.Of(target, time.GetUtcNow(), values);
        return TypedResults.Ok(new TargetHistoryBody(
            TargetBody.Of(standing),
            [.. target.Versions.Select(version => TargetVersionBody.Of(target.Subject, version))],
            [.. Standing.Values(target.Subject, values, periods).Reverse().Select(value => ReleasedValueBody.Of(target.Subject, standing.Version, value))]));
    }

    private static async Task<Results<Created<TargetBody>, Ok<TargetBody>, ValidationProblem, ProblemHttpResult>> AddAsync(
        NewTargetBody body, HttpContext context, SchemeCatalog schemes, TargetReading reading, TargetStore targets, TargetAnswers answers)
    {
        var errors = new ParameterErrors();
        var subject = reading.ReadSubject(body, schemes, errors);
        // Without it the periods cannot be read: they would be wrong as well for the same reason.
        var terms = errors.Has("freq") ? null : TargetReading.ReadTerms(body.Terms, subject?.Window ?? TargetReading.ReadWindow(body.Freq, errors), errors);
        if (subject is null || terms is null) return errors.ToProblem();

        var outcome = targets.Add(subject, terms, body.From, ApiKeyGate.KeyOf(context)!.Name, body.Note);
        if (outcome.Change is not (TargetChange.Added or TargetChange.Unchanged)) return answers.Refuse(subject.Id, outcome);
        var answer = await answers.TellAsync(context, outcome, "targets.add");
        return outcome.Change is TargetChange.Added ? TypedResults.Created($"/api/v1/targets/{Uri.EscapeDataString(subject.Id)}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<TargetBody>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        [Description("The target's id.")] string id, TargetTermsBody body, HttpContext context, TargetStore targets, TargetAnswers answers)
    {
        if (targets.Find(id) is not { } known) return Problems.NotFound(TargetTexts.NoTarget(id));
        var errors = new ParameterErrors();
        if (TargetReading.ReadTerms(body, known.Subject.Window, errors) is not { } terms) return errors.ToProblem();

        var outcome = targets.Change(id, terms, body.From, ApiKeyGate.KeyOf(context)!.Name, body.Note);
        if (outcome.Change is not (TargetChange.Changed or TargetChange.Unchanged)) return answers.Refuse(id, outcome);
        return TypedResults.Ok(await answers.TellAsync(context, outcome, "targets.change"));
    }

    private static async Task<Results<Ok<TargetBody>, ValidationProblem, ProblemHttpResult>> EndAsync(
        [Description("The target's id.")] string id, TargetEndBody body, HttpContext context, TargetStore targets, TargetAnswers answers)
    {
        var errors = new ParameterErrors();
        if (TargetReading.ReadReason(body.Note, errors) is not { } reason) return errors.ToProblem();

        var outcome = targets.End(id, body.From, ApiKeyGate.KeyOf(context)!.Name, reason);
        if (outcome.Change is not TargetChange.Changed) return answers.Refuse(id, outcome);
        return TypedResults.Ok(await answers.TellAsync(context, outcome, "targets.end"));
    }

    private static TargetState? ReadState(string? text, ParameterErrors errors)
    {
        if (text is null) return null;
        if (TargetStateNames.TryParse(text, out var state)) return state;
        errors.Add("state", $"There is no state '{text}'; there are {string.Join(", ", TargetStateNames.All.Select(each => each.Name()))}.");
        return null;
    }

    private static int ReadPeriods(string? text, ParameterErrors errors)
    {
        if (text is null) return TargetSeriesQueryString.DefaultPeriods;
        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var periods)
            && periods is >= 1 and <= TargetSeriesQueryString.MostPeriods) return periods;
        errors.Add("periods", $"'{text}' is not a whole number from 1 to {TargetSeriesQueryString.MostPeriods}.");
        return default;
    }
}
