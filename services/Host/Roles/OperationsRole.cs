using SmartSectors.Host.Configuration;
using SmartSectors.Operations;

namespace SmartSectors.Host.Roles;

/// <summary>The operators' API and status page. Answers from the stores and the registry only.</summary>
internal static class OperationsRole
{
    public static void AddOperationsRole(this WebApplicationBuilder builder, PlatformOptions options)
    {
        builder.Services.AddSingleton(new OperationsOptions
        {
            MaxCellsAsked = options.Limits.MaxCellsAsked,
            MaxReadingsAsked = options.Limits.MaxReadingsAsked,
            MaxDevicesAsked = options.Limits.MaxDevicesAsked,
            MaxStreams = options.Limits.MaxStreams,
            MaxKeys = options.Limits.MaxKeys,
        });
        builder.Services.AddOperations();
    }

    public static void MapOperationsRole(this WebApplication app) => app.MapOperations();
}
