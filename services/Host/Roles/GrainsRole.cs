using SmartSectors.Host.Configuration;

namespace SmartSectors.Host.Roles;

/// <summary>The reading log, the partitions with their grains and stores, and propagation to the areas.</summary>
internal static class GrainsRole
{
    public static void AddGrainsRole(this WebApplicationBuilder builder, PlatformOptions options)
    {
    }
}
