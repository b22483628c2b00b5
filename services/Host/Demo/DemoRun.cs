using SmartSectors.Host.Commands;
using SmartSectors.Host.Configuration;
using SmartSectors.Operations.Status;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Demo;

/// <summary><c>demo</c>: the platform with three fleets that publish to it over MQTT, and what they measure.</summary>
internal static class DemoRun
{
    public static async Task<int> RunAsync(IConfiguration configuration, PlatformOptions options, CancellationToken cancellationToken)
    {
        if (options.Roles.Count < Enum.GetValues<Role>().Length)
        {
            await Console.Error.WriteLineAsync("The demo needs all roles in its process; leave --roles out, or use run.");
            return ExitCode.CannotRun;
        }

        var log = new DemoLog(TimeProvider.System);
        return await PlatformRun.RunAsync(
            configuration, options,
            builder =>
            {
                if (DemoDisplay.IsInteractive) builder.Logging.ClearProviders().AddProvider(log);
            },
            (app, stopping) => ShowAsync(app.Services, log, stopping),
            cancellationToken);
    }

    private static async Task ShowAsync(IServiceProvider services, DemoLog log, CancellationToken stopping)
    {
        var endpoints = services.GetRequiredService<PlatformEndpoints>();
        var broker = StartSummary.Reachable(endpoints.Mqtt!);
        var fleets = new DemoFleets(services.GetRequiredService<DeviceRegistry>(), services.GetRequiredService<ILogger<DemoFleets>>());
        var snapshots = new DemoSnapshots(
            services.GetRequiredService<IPlatformStatusQuery>(), services.GetRequiredService<ILedgerQuery>(),
            services.GetRequiredService<NationFigures>(), fleets);
        var table = new DemoTable(
            $"mqtt://{broker}", $"http://{StartSummary.Reachable(endpoints.Http!)}/",
            services.GetRequiredService<PlatformOptions>().DataDirectory, log);

        var publishing = fleets.RunAsync(broker, stopping);
        try
        {
            await new DemoDisplay(snapshots, table, services.GetRequiredService<TimeProvider>()).RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop: that is how the demo ends.
        }
        await publishing;
    }
}
