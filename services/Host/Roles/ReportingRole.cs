using SmartSectors.Host.Configuration;
using SmartSectors.Reporting;

namespace SmartSectors.Host.Roles;

/// <summary>Statistics for the National Data Centre. Made from the stores and the registry only.</summary>
internal static class ReportingRole
{
    public static void AddReportingRole(this WebApplicationBuilder builder, PlatformOptions options) =>
        builder.Services.AddReporting(options.Reports with { DataDirectory = options.DataDirectory });

    public static void MapReportingRole(this WebApplication app) => app.MapReporting();
}
