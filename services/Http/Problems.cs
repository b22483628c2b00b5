using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SmartSectors.Http;

/// <summary>The problem details of expected refusals.</summary>
public static class Problems
{
    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: ProblemTexts.NotFound);

    public static ProblemHttpResult Conflict(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: ProblemTexts.Contradiction);

    public static ProblemHttpResult BadBody(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: ProblemTexts.BadBody);

    public static ProblemHttpResult WrongFiles(IReadOnlyList<string> errors) => TypedResults.Problem(
        ProblemTexts.WrongFilesDetail, statusCode: StatusCodes.Status422UnprocessableEntity,
        title: ProblemTexts.WrongFiles, extensions: new Dictionary<string, object?> { ["errors"] = errors.ToArray() });

    public static ProblemHttpResult TooLarge(CostEstimate cost) => TypedResults.Problem(
        ProblemTexts.TooLargeDetail(cost),
        statusCode: StatusCodes.Status413PayloadTooLarge, title: ProblemTexts.TooLarge,
        extensions: new Dictionary<string, object?> { ["estimate"] = cost.Estimate, ["limit"] = cost.Limit, ["unit"] = cost.Unit, ["hint"] = cost.Hint });

    public static ProblemHttpResult Unavailable() => TypedResults.Problem(
        ProblemTexts.UnavailableDetail,
        statusCode: StatusCodes.Status503ServiceUnavailable, title: ProblemTexts.Unavailable);

    public static ProblemHttpResult Damaged() => TypedResults.Problem(
        ProblemTexts.DamagedDetail, statusCode: StatusCodes.Status503ServiceUnavailable, title: ProblemTexts.Damaged);

    public static ProblemHttpResult TooManyStreams() => TypedResults.Problem(
        ProblemTexts.TooManyStreamsDetail, statusCode: StatusCodes.Status503ServiceUnavailable, title: ProblemTexts.TooManyStreams);

    public static ProblemHttpResult KeyNeeded(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized, title: ProblemTexts.KeyNeeded);

    public static ProblemHttpResult RoleNeeded(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: ProblemTexts.RoleNeeded);
}
