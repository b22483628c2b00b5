using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SmartSectors.Http;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Sites;

namespace SmartSectors.Operations.Http;

/// <summary>What the generator of <see cref="ApiDescription"/> cannot see of this role's bodies.</summary>
internal static class OperationsDescription
{
    // What a body must have; the generator takes every constructor parameter for one.
    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(AggregatePointBody)] = ["start", "status", "outstanding", "revision", "final"], // 'stats' may leave out the others
        [typeof(NewSiteBody)] = ["id", "sector"],
        [typeof(NewDeviceBody)] = ["id", "site"],
        [typeof(Unknown.TakeInRequestBody)] = ["sector", "name"],
    };

    public static void AddOperationsDescription(this IServiceCollection services) => services.Configure<OpenApiOptions>(ApiDescription.Name, options =>
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (Required.TryGetValue(context.JsonTypeInfo.Type, out var required)) schema.Required = required.ToHashSet();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Registration.TakesArrays>().Any()) TakeArraysToo(operation);
            return Task.CompletedTask;
        });
    });

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
