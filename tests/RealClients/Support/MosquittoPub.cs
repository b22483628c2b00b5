using System.Diagnostics;
using SmartSectors.Mqtt.Tests.RealPeers;

namespace SmartSectors.RealClients.Tests.Support;

/// <summary>A mosquitto_pub of Debian's mosquitto-clients.</summary>
internal sealed class MosquittoPub : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private MosquittoPub(string[] arguments)
    {
        _process = DebianProgram.Start("stdbuf", "coreutils", ["-oL", "mosquitto_pub", "-d", .. arguments]);
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Publishes and ends when everything is acknowledged; fails when it was refused.</summary>
    public static async Task PublishAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"{error}\n{output}");
    }

    /// <summary>Runs one to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var publisher = new MosquittoPub(arguments);
        return await publisher.EndAsync();
    }

    /// <summary>Publishes each line as a message of its own (<c>-l</c>).</summary>
    public static async Task PublishLinesAsync(IEnumerable<string> lines, params string[] arguments)
    {
        await using var publisher = new MosquittoPub(["-l", .. arguments]);
        foreach (var line in lines) await publisher._process.StandardInput.WriteLineAsync(line);
        publisher._process.StandardInput.Close();
        var (exitCode, output, error) = await publisher.EndAsync();
        Assert.True(exitCode == 0, $"{error}\n{output}");
    }

    /// <summary>One that is connected and waits for lines to publish.</summary>
    public static async Task<MosquittoPub> ConnectAsync(params string[] arguments)
    {
        var publisher = new MosquittoPub(["-l", .. arguments]);
        while (await publisher._process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Hang) is { } line)
        {
            if (line.Contains("received CONNACK (0)", StringComparison.Ordinal)) return publisher;
        }

        throw new InvalidOperationException($"mosquitto_pub ended: {await publisher._error}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience.Hang);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Hang);
        await _process.WaitForExitAsync().WaitAsync(Patience.Hang);
        return (_process.ExitCode, output, await _error);
    }
}
