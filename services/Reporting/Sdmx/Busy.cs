using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>Where all places are taken.</summary>
internal static class Busy
{
    private const string SecondsToWait = "5";

    public static ProblemHttpResult Answer(HttpContext http)
    {
        http.Response.Headers.RetryAfter = SecondsToWait;
        return TypedResults.Problem(SdmxTexts.BusyDetail, statusCode: StatusCodes.Status503ServiceUnavailable, title: SdmxTexts.Busy);
    }
}
