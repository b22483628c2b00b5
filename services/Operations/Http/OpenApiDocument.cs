using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Sites;

namespace SmartSectors.Operations.Http;

/// <summary>The description of the API at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    // What a body must have; the generator takes every constructor parameter for one.
    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(AggregatePointBody)] = ["start", "status", "outstanding", "revision", "final"], // 'stats' may leave out the others
        [typeof(NewSiteBody)] = ["id", "sector"],
        [typeof(NewDeviceBody)] = ["id", "site"],
        [typeof(Unknown.TakeInRequestBody)] = ["sector", "name"],
    };

    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
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
            Describe(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Registration.TakesArrays>().Any()) TakeArraysToo(operation);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (Required.TryGetValue(type.Type, out var required)) schema.Required = required.ToHashSet();
        // The generator cannot see into the converter of times.
        if (type.Type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
        if (type.Type == typeof(DateTimeOffset?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
    }

    /// <summary>Who registers one may register an array of them.</summary>
    private static void TakeArraysToo(OpenApiOperation operation)
    {
        if (operation.RequestBody?.Content is not { } contents) return;
        foreach (var content in contents.Values)
        {
            if (content.Schema is not { } one) continue;
            content.Schema = new OpenApiSchema
            {
                OneOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one, MaxItems = Registration.RegistrationRequest.MaxEntries }],
            };
        }
    }
}
