using Microsoft.AspNetCore.Server.Kestrel.Core;
using SmartSectors.Host.Configuration;
using SmartSectors.Host.Health;
using SmartSectors.Host.Observability;
using SmartSectors.Host.Roles;
using SmartSectors.Http;

namespace SmartSectors.Host;

/// <summary>Composes one process of the platform from its roles.</summary>
internal static class PlatformHost
{
    /// <summary>How long a stop may drain before the process ends all the same; what is left is recovered from the log.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    /// <summary>Builds the platform; nothing runs before it is started.</summary>
    /// <param name="data">Stays the caller's: it is let go of after the platform has stopped.</param>
    /// <param name="customize">Changes what was composed, before it is built.</param>
    public static WebApplication Build(IConfiguration configuration, PlatformOptions options, PlatformData data, Action<WebApplicationBuilder> customize)
    {
        // Empty: no settings, log or address comes in but through what is written here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.AddPlatformLogging();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainLimit);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(data.Registry);
        builder.Services.AddSingleton(data.Rules);
        builder.Services.AddSingleton<PlatformEndpoints>();

        // Started in this order and stopped in the reverse one, with Kestrel last and first. So a stop closes the
        // sockets, then ingestion makes durable what it has, then the grains drain the log to the stores and close them.
        builder.Services.AddOpenTelemetryExport(configuration);
        if (options.Roles.Contains(Role.Grains)) builder.AddGrainsRole(options);
        if (options.Roles.Contains(Role.Ingestion)) builder.AddIngestionRole(options);
        if (options.Roles.Contains(Role.Operations)) builder.AddOperationsRole(options);
        if (options.Roles.Contains(Role.Reporting)) builder.AddReportingRole(options);

        builder.Services.AddRouting();
        builder.Services.AddHttpAnswers();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        customize(builder);

        var app = builder.Build();
        app.MapHealth();
        if (options.Roles.Contains(Role.Ingestion)) app.Services.GetRequiredService<PlatformEndpoints>().MapWebSocket(app);
        app.UseHttpAnswers();
        if (options.Roles.Contains(Role.Operations)) app.MapOperationsRole();
        if (options.Roles.Contains(Role.Reporting)) app.MapReportingRole();
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ApplicationServices.GetRequiredService<PlatformEndpoints>().ListenOn(kestrel);
    }
}
