using System.Net.Sockets;
using SmartSectors.Host.Commands;
using SmartSectors.Host.Configuration;

namespace SmartSectors.Host;

/// <summary>Starts the platform, says where it is, and stops it when it is told to.</summary>
internal static partial class PlatformRun
{
    /// <param name="customize">See <see cref="PlatformHost.Build"/>.</param>
    /// <param name="whileRunning">Runs beside the platform; its token is cancelled when the platform is told to stop.</param>
    public static async Task<int> RunAsync(
        IConfiguration configuration, PlatformOptions options, Action<WebApplicationBuilder> customize,
        Func<WebApplication, CancellationToken, Task> whileRunning, CancellationToken cancellationToken)
    {
        try
        {
            RefuseTakenPorts(options); // before a long recovery, and before the framework's own pages of complaint
            await using var data = await PlatformData.OpenAsync(options, TimeProvider.System, cancellationToken);
            await using var app = Build(configuration, options, data, customize);
            return await RunAsync(app, whileRunning, cancellationToken);
        }
        catch (PlatformStartException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return ExitCode.Failed;
        }
    }

    // Building opens what listens, and so the MQTT sessions and the certificates' files.
    private static WebApplication Build(IConfiguration configuration, PlatformOptions options, PlatformData data, Action<WebApplicationBuilder> customize)
    {
        try
        {
            return PlatformHost.Build(configuration, options, data, customize);
        }
        catch (IOException failure)
        {
            throw new PlatformStartException($"The platform cannot start: {failure.Message}", failure);
        }
    }

    private static async Task<int> RunAsync(
        WebApplication app, Func<WebApplication, CancellationToken, Task> whileRunning, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // Said before anything is closed: what closing may throw must not hide it.
            await Console.Error.WriteLineAsync($"The platform cannot start: {failure.Message}");
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Failed;
        }

        StartSummary.Write(app);
        try
        {
            await whileRunning(app, app.Lifetime.ApplicationStopping);
        }
        catch (Exception failure)
        {
            Stops(app.Logger, failure);
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Failed;
        }
        await app.WaitForShutdownAsync(cancellationToken);
        return Environment.ExitCode;
    }

    private static void RefuseTakenPorts(PlatformOptions options)
    {
        foreach (var (name, flag, address) in PlatformEndpoints.Configured(options))
        {
            try
            {
                using var probe = new TcpListener(address);
                probe.Start();
            }
            catch (SocketException failure)
            {
                var why = failure.SocketErrorCode is SocketError.AddressAlreadyInUse
                    ? $"Port {address.Port} for {name} is in use on {address.Address}: stop what listens there, or give another with {flag}."
                    : $"Port {address.Port} for {name} cannot be listened on at {address.Address}: {failure.Message}.";
                throw new PlatformStartException(why, failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The platform stops, for what runs beside it broke")]
    private static partial void Stops(ILogger logger, Exception failure);
}
