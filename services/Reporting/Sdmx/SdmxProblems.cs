using Microsoft.AspNetCore.Http;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>Answers a question that is refused with its problem details.</summary>
internal sealed class SdmxProblems : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (SdmxException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: (int)refused.Failure, title: SdmxTexts.TitleOf(refused.Failure));
        }
    }
}
