using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>A real Mosquitto on a free port of the loopback, for as long as the test class runs.</summary>
public sealed class MosquittoBroker : IAsyncLifetime
{
    private const string Package = "mosquitto mosquitto-clients";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private Process? _process;
    private Task _log = Task.CompletedTask;

    public int Port { get; private set; }

    public async Task InitializeAsync()
    {
        // Mosquitto cannot say which port it took, so a free one is found for it; somebody else may be faster.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Port = FreePort();
            var running = Await(" running");
            _process = DebianProgram.Start("mosquitto", Package, "-v", "-p", $"{Port}");
            _log = ReadLogAsync(_process.StandardError);
            if (await Task.WhenAny(running, _log).InTime() == running) return;
        }

        throw new InvalidOperationException("mosquitto does not start");
    }

    public async Task DisposeAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync().InTime();
        await _log.InTime();
        _process.Dispose();
    }

    /// <summary>A subscriber that ends by itself after that many messages; it is subscribed when this returns.</summary>
    internal async Task<Process> SubscribeAsync(string topic, int messages)
    {
        var clientId = $"subscriber-{Guid.NewGuid():N}";
        var subscribed = Await($"Sending SUBACK to {clientId}");
        var subscriber = DebianProgram.Start(
            "mosquitto_sub", Package, "-h", "127.0.0.1", "-p", $"{Port}", "-i", clientId, "-V", "mqttv5", "-q", "1", "-t", topic, "-C", $"{messages}", "-F", "%t %p %P");
        await subscribed.InTime();
        return subscriber;
    }

    private Task Await(string text) =>
        _awaited.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private async Task ReadLogAsync(StreamReader log)
    {
        while (await log.ReadLineAsync() is { } line)
        {
            foreach (var (text, seen) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal)) seen.TrySetResult();
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
