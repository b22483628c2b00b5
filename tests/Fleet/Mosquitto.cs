using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmartSectors.Fleet.Tests;

/// <summary>A real broker of Debian's on a free port, and its command-line subscriber.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process _broker;
    private readonly string _configuration;

    private Mosquitto(Process broker, string configuration, int port)
    {
        _broker = broker;
        _configuration = configuration;
        Port = port;
    }

    public int Port { get; }

    public static async Task<Mosquitto> StartAsync()
    {
        var port = FreePort();
        var configuration = Path.GetTempFileName();
        // No limit on what waits for the subscriber, or the broker would drop messages on a busy machine.
        await File.WriteAllTextAsync(
            configuration,
            $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(configuration, (UnixFileMode)0b110_100_100);
        var executable = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        var broker = Start(executable, ["-v", "-c", configuration], readErrors: true);
        await WaitForLineAsync(broker.StandardError, " running");
        return new Mosquitto(broker, configuration, port);
    }

    /// <summary>The one subscription, to everything under <c>sectors/</c> which ends by itself after so many messages.</summary>
    public async Task<Subscription> SubscribeAsync(long messages)
    {
        var subscriber = Start(
            "mosquitto_sub",
            [
                "-h", "127.0.0.1", "-p", Text(Port), "-V", "mqttv5", "-q", "1", "-t", "sectors/#", "-C", Text(messages),
                "-F", "%t %p",
            ],
            readErrors: false);
        await WaitForLineAsync(_broker.StandardError, "Sending SUBACK");
        Forward(_broker.StandardError);
        return new Subscription(subscriber);
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Kill();
        await _broker.WaitForExitAsync();
        _broker.Dispose();
        File.Delete(_configuration);
    }

    private static Process Start(string executable, string[] arguments, bool readErrors) =>
        Process.Start(new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = readErrors,
        }) ?? throw new InvalidOperationException($"{executable} did not start");

    private static async Task WaitForLineAsync(StreamReader reader, string part)
    {
        using var impatient = new CancellationTokenSource(s_patience);
        while (await reader.ReadLineAsync(impatient.Token) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal)) return;
        }
        throw new InvalidOperationException($"the process ended without saying '{part}'");
    }

    /// <summary>Reads on, for a full pipe would stop the broker.</summary>
    private static void Forward(StreamReader reader) => _ = reader.BaseStream.CopyToAsync(Stream.Null);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal sealed class Subscription(Process subscriber) : IDisposable
    {
        /// <summary>Topic and body of every message, when all have come.</summary>
        public async Task<List<(string Topic, string Body)>> ReadAllAsync()
        {
            using var impatient = new CancellationTokenSource(s_patience);
            var messages = new List<(string, string)>();
            while (await subscriber.StandardOutput.ReadLineAsync(impatient.Token) is { } line)
            {
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                messages.Add((line[..space], line[(space + 1)..]));
            }
            await subscriber.WaitForExitAsync(impatient.Token);
            return messages;
        }

        public void Dispose()
        {
            if (!subscriber.HasExited) subscriber.Kill();
            subscriber.Dispose();
        }
    }
}
