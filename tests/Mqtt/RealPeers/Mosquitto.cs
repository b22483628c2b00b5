using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>
/// A real Mosquitto with settings of a test's own, which ends and begins again on its port. It keeps sessions and
/// messages in memory, and writes them to the disk when it is terminated and once in a while: what it acknowledged
/// since then is lost when it is killed.
/// </summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-mosquitto-");
    private readonly string _configuration;
    private Process? _process;
    private Task _log = Task.CompletedTask;

    private Mosquitto(int port, string[] settings)
    {
        Port = port;
        _configuration = Path.Combine(_folder.FullName, "mosquitto.conf");
        File.WriteAllLines(_configuration,
        [
            "user root", // Started by root it would take another user's rights, who may not write here.
            "persistence true",
            $"persistence_location {_folder.FullName}/",
            "autosave_interval 1",
            "max_queued_messages 0", // Unlimited: by default what is beyond a thousand messages for a client that is away is dropped.
            $"listener {port} 127.0.0.1",
            "allow_anonymous true",
            .. settings,
        ]);
    }

    public int Port { get; }

    /// <param name="settings">More lines for its configuration.</param>
    public static async Task<Mosquitto> StartAsync(params string[] settings)
    {
        var mosquitto = Reserve(settings);
        await mosquitto.StartAsync();
        return mosquitto;
    }

    /// <summary>One that is not started yet, on a port that nobody listens on.</summary>
    public static Mosquitto Reserve(params string[] settings)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Mosquitto(((IPEndPoint)socket.LocalEndPoint!).Port, settings);
    }

    public async Task StartAsync()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = DebianProgram.Start("mosquitto", "mosquitto", "-c", _configuration);
        _log = ReadLogAsync(_process.StandardError, running);
        Assert.True(await Task.WhenAny(running.Task, _log).InTime() == running.Task, "mosquitto does not start");
    }

    /// <summary>SIGTERM: it writes everything down.</summary>
    public Task TerminateAsync() => EndAsync(process => Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExitAsync());

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => EndAsync(process =>
    {
        process.Kill();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task EndAsync(Func<Process, Task> end)
    {
        var process = _process!;
        _process = null;
        await end(process);
        await process.WaitForExitAsync().InTime();
        await _log.InTime();
        process.Dispose();
    }

    private static async Task ReadLogAsync(StreamReader log, TaskCompletionSource running)
    {
        while (await log.ReadLineAsync() is { } line)
        {
            if (line.EndsWith(" running", StringComparison.Ordinal)) running.TrySetResult();
        }
    }
}
