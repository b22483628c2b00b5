using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Http;

/// <summary>Every error is answered by RFC 9457 problem details, and what went wrong inside stays in the log.</summary>
internal static class ProblemAnswers
{
    public static IServiceCollection AddProblemAnswers(this IServiceCollection services) => services
        .AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier)
        .AddExceptionHandler<CursorProblem>()
        .AddExceptionHandler<TooLargeProblem>()
        .AddExceptionHandler<UnavailableProblem>()
        .AddExceptionHandler<DamagedProblem>();

    public static void UseProblemAnswers(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A body that cannot be read, say, is the client's error and not ours.
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
    }
}

/// <summary>A cursor that no query gave is one more wrong parameter.</summary>
internal sealed class CursorProblem : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not InvalidCursorException) return false;

        var errors = new ParameterErrors();
        errors.Add("cursor", "It was not given by this query as 'next'.");
        await errors.ToProblem().ExecuteAsync(httpContext);
        return true;
    }
}

/// <summary>A question that would read more than one may is refused, with what it would read and what to do.</summary>
internal sealed class TooLargeProblem : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not QuestionTooLargeException tooLarge) return false;

        var cost = new CostEstimate(tooLarge.Readings, tooLarge.Limit, "readings", ProblemTexts.HintForSamples);
        await Problems.TooLarge(cost).ExecuteAsync(httpContext);
        return true;
    }
}

/// <summary>Where a second store holds part of an answer and does not answer, the question is not answered by the rest.</summary>
internal sealed partial class UnavailableProblem(ILogger<UnavailableProblem> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not AnswerUnavailableException) return false;

        LogUnavailable(logger, exception);
        await Problems.Unavailable().ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A question cannot be answered now")]
    private static partial void LogUnavailable(ILogger logger, Exception failure);
}

/// <summary>A question that met damaged bytes is not answered, and the others are: 503, for an operator can mend it.</summary>
internal sealed class DamagedProblem : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not StoreDamagedException) return false;
        await Problems.Damaged().ExecuteAsync(httpContext);
        return true;
    }
}
