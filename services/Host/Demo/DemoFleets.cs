using System.Net;
using SmartSectors.Fleet;
using SmartSectors.Fleet.Layout;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Demo;

/// <summary>The three simulated fleets of the demo, which publish to the platform over its own MQTT port.</summary>
internal sealed partial class DemoFleets(DeviceRegistry registry, ILogger<DemoFleets> logger)
{
    // So many that provinces have five owners of the same thing, and their figures may be published.
    private const int Devices = 3_000;

    // Each device every six seconds: a demonstration leaves the machine to its owner.
    private const double MessagesASecond = 500;

    private volatile IReadOnlyDictionary<Sector, int> devices = new Dictionary<Sector, int>();
    private volatile FleetProgress? progress;

    /// <summary>The sectors that have a fleet, in the order in which they are shown.</summary>
    public static IReadOnlyList<Sector> Sectors { get; } = [Sector.Agriculture, Sector.Transport, Sector.Health];

    /// <summary>Acknowledged messages a second, of all fleets.</summary>
    public double MessagesPerSecond => progress?.PerSecond ?? 0;

    /// <summary>How many devices a sector's fleet has; 0 until they are registered.</summary>
    public int DevicesOf(Sector sector) => devices.GetValueOrDefault(sector);

    /// <summary>Publishes until it is told to stop and what is due is acknowledged. Fleets that break leave the platform running.</summary>
    public async Task RunAsync(IPEndPoint broker, CancellationToken stopping)
    {
        var options = new FleetOptions
        {
            Broker = broker.ToString(),
            Sectors = Sectors,
            Devices = Devices,
            Rate = MessagesASecond,
            Register = RegisterAsync,
            DrainTimeout = TimeSpan.FromSeconds(2),
        };
        try
        {
            await FleetRunner.RunAsync(options, new LastProgress(this), stopping);
        }
        catch (FleetException failure)
        {
            FleetsStopped(logger, failure.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop before it had begun to send.
        }
    }

    private async Task RegisterAsync(
        IReadOnlyList<FleetSite> sites, IReadOnlyList<FleetDevice> fleetDevices, CancellationToken cancellationToken)
    {
        const string Actor = "demo";
        var outcomes = new List<Registration>();
        outcomes.AddRange(await registry.AddSitesAsync(
            [.. sites.Select(site => new SiteRegistration(
                site.Id, site.Sector, site.Name, site.Commune, site.Owner, Ownership: site.IsPublic ? Ownership.Public : Ownership.Private))], Actor, cancellationToken));
        outcomes.AddRange(await registry.AddDevicesAsync(
            [.. fleetDevices.Select(device => RegistrationOf(device))], Actor, cancellationToken));

        var sectors = sites.ToDictionary(site => site.Id, site => site.Sector);
        devices = fleetDevices.CountBy(device => sectors[device.Site]).ToDictionary();

        // Another fleet's names on a used data directory, say: what is registered otherwise stays, and is told.
        var refused = outcomes.Where(outcome => !outcome.Holds).ToList();
        if (refused.Count > 0) RegistrationsRefused(logger, refused.Count, refused[0].Id, refused[0].Outcome, refused[0].Detail);
    }

    private static DeviceRegistration RegistrationOf(FleetDevice device) => new(
        device.Id, device.Site, device.Profile, Weight: null,
        device.SpeedLimit is { } limit ? ParameterSet.Of([new("limit", limit)]) : null, From: null);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fleets stopped: {Reason}")]
    private static partial void FleetsStopped(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} sites or devices of the fleets were not registered; {First}: {Outcome} {Detail}")]
    private static partial void RegistrationsRefused(ILogger logger, int count, string first, RegistrationOutcome outcome, string? detail);

    // Not Progress<T>, which would queue the reports on the thread pool and could show an older one last.
    private sealed class LastProgress(DemoFleets fleets) : IProgress<FleetProgress>
    {
        public void Report(FleetProgress value) => fleets.progress = value;
    }
}
