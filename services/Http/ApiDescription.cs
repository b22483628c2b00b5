using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace SmartSectors.Http;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, one for all roles of the process.</summary>
public static class ApiDescription
{
    /// <summary>Its name; what a role has to say of its own bodies it configures in the <see cref="OpenApiOptions"/> of that name.</summary>
    public const string Name = "v1";

    internal static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
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
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // The generator cannot see into the converter of times.
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
            return Task.CompletedTask;
        });
    });
}
