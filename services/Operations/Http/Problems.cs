using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SmartSectors.Operations.Http;

/// <summary>The problem details of expected refusals.</summary>
internal static class Problems
{
    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    public static ProblemHttpResult Conflict(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: "It contradicts what is registered.");

    public static ProblemHttpResult BadBody(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The body cannot be used.");

    public static ProblemHttpResult WrongFiles(IReadOnlyList<string> errors) => TypedResults.Problem(
        "What held before stays in force; 'errors' lists what is wrong, with file and line.", statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The schemes or profiles have errors.", extensions: new Dictionary<string, object?> { ["errors"] = errors.ToArray() });

    public static ProblemHttpResult TooLarge(CostEstimate cost) => TypedResults.Problem(
        string.Create(CultureInfo.InvariantCulture, $"The question is for about {cost.Estimate:N0} {cost.Unit}, and one question may read {cost.Limit:N0}. {cost.Hint}"),
        statusCode: StatusCodes.Status413PayloadTooLarge, title: "The question is too large.",
        extensions: new Dictionary<string, object?> { ["estimate"] = cost.Estimate, ["limit"] = cost.Limit, ["unit"] = cost.Unit, ["hint"] = cost.Hint });

    public static ProblemHttpResult Unavailable() => TypedResults.Problem(
        "The store that holds the older part of the range does not answer now; /health/ready tells why. Ask again later, or for the last 30 days.",
        statusCode: StatusCodes.Status503ServiceUnavailable, title: "The readings cannot be read now.");

    public static ProblemHttpResult TooManyStreams() => TypedResults.Problem(
        "As many streams of events are open as may be; try again when some have ended.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "There is no room for another stream.");

    public static ProblemHttpResult KeyNeeded(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized, title: "An API key is needed.");

    public static ProblemHttpResult RoleNeeded(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "The API key may not do this.");
}
