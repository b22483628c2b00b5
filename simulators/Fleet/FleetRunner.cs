using System.Net;
using System.Net.Sockets;
using SmartSectors.Fleet.FlatOut;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Paced;
using SmartSectors.Fleet.Registration;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Fleet;

/// <summary>Runs a fleet against a broker.</summary>
public static class FleetRunner
{
    /// <summary>
    /// Registers the fleet where the options say so, then publishes until the options' end or until
    /// <paramref name="cancellationToken"/> asks for it; the acknowledgements that are still due are waited for.
    /// </summary>
    /// <exception cref="ArgumentException">The options are wrong; the message has every error.</exception>
    /// <exception cref="FleetException">The API or the broker cannot be reached or refused the fleet.</exception>
    public static async Task<FleetSummary> RunAsync(
        FleetOptions options, IProgress<FleetProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        }

        var broker = await ResolveAsync(options.Broker, cancellationToken);
        return options.FlatOut
            ? await RunFlatOutAsync(options, broker, progress, cancellationToken)
            : await RunPacedAsync(options, broker, progress, cancellationToken);
    }

    private static async Task<FleetSummary> RunFlatOutAsync(
        FleetOptions options, IPEndPoint broker, IProgress<FleetProgress>? progress, CancellationToken cancellationToken)
    {
        var layout = new FlatOutLayout(options.DeviceCount, options.SiteCount, options.Seed, AreaCatalog.Load(), areBack: options.Backfill is not null);
        if (Registration(options) is { } register)
        {
            Report(progress, FleetPhase.Registering, layout.SiteCount, layout.DeviceCount);
            await register([.. layout.Sites], [.. layout.Devices], cancellationToken);
        }
        Report(progress, FleetPhase.Connecting, layout.SiteCount, layout.DeviceCount);
        try
        {
            return await new FlatOutRun(options, layout).RunAsync(broker, progress, cancellationToken);
        }
        catch (SocketException failure)
        {
            throw new FleetException($"cannot reach the broker at {options.Broker}: {failure.Message}", failure);
        }
    }

    private static async Task<FleetSummary> RunPacedAsync(
        FleetOptions options, IPEndPoint broker, IProgress<FleetProgress>? progress, CancellationToken cancellationToken)
    {
        using var log = options.TroubleLogPath is { } path ? TroubleLog.Create(path) : null;
        var layout = FleetLayout.Build(options.Sectors, options.DeviceCount, options.Seed, AreaCatalog.Load());
        if (Registration(options) is { } register)
        {
            Report(progress, FleetPhase.Registering, layout.Sites.Count, layout.Devices.Count);
            await register(layout.Sites, [.. layout.Devices.Select(device => device.Device)], cancellationToken);
        }
        else
        {
            layout = layout.WithoutPositions();
        }
        Report(progress, FleetPhase.Connecting, layout.Sites.Count, layout.Devices.Count);
        var clientIds = new ClientIds();
        return await new PacedRun(options, layout, log is null ? null : log.Write).RunAsync(
            number => MqttMessagePublisher.ConnectAsync(options, broker, clientIds.Of(number), cancellationToken),
            progress, cancellationToken);
    }

    private static RegisterFleet? Registration(FleetOptions options)
    {
        if (options.Register is not null) return options.Register;
        if (options.Api is not { } api || options.ApiKeyPath is not { } keyPath) return null;

        return async (sites, devices, cancellationToken) =>
        {
            var key = (await File.ReadAllTextAsync(keyPath, cancellationToken)).Trim();
            await ApiRegistration.RegisterAsync(api, key, sites, devices, cancellationToken);
        };
    }

    private static async Task<IPEndPoint> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        if (!FleetOptions.TryParseBroker(text, out var broker)) throw new FleetException($"'{text}' is not HOST:PORT");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(broker.Host, cancellationToken);
            // Where a name has both, the platform's loopback default is IPv4.
            var address = Array.Find(addresses, found => found.AddressFamily is AddressFamily.InterNetwork) ?? addresses[0];
            return new IPEndPoint(address, broker.Port);
        }
        catch (SocketException failure)
        {
            throw new FleetException($"cannot resolve the broker's name {broker.Host}: {failure.Message}", failure);
        }
    }

    private static void Report(IProgress<FleetProgress>? progress, FleetPhase phase, int sites, int devices) =>
        progress?.Report(new FleetProgress(phase, TimeSpan.Zero, sites, devices, 0, 0, 0, 0, 0));
}
