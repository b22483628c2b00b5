using Microsoft.Extensions.DependencyInjection;

namespace SmartSectors.Operations.Http;

/// <summary>The description of the API at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "SmartSectors",
                Version = "v1",
                Description = "Times are RFC 3339 in UTC to the millisecond; 'from' is inclusive, 'to' exclusive. "
                    + "Lists are paged: pass 'next' as 'cursor'. Every error is problem details (RFC 9457).",
            };
            return Task.CompletedTask;
        }));
}
