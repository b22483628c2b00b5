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
            OfferKey(document);
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

    // So that the page of the document can send one. Each operation says by its answers whether it needs it.
    private static void OfferKey(OpenApiDocument document)
    {
        const string name = "ApiKey";
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[name] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = ApiKeyGate.HeaderName,
            Description = "The first one is in the file admin.key of the data directory. Reading needs none on this machine, nor does what is published.",
        };
        document.Security = [[], new() { [new OpenApiSecuritySchemeReference(name, document)] = [] }];
    }
}
