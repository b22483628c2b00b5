using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace SmartSectors.Benchmarks.Queries.UnderLoad;

/// <summary>The built executable in a process of its own, with open onboarding, on a data directory that goes with it.</summary>
internal sealed class PlatformProcess : IDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60), s_settleTimeout = TimeSpan.FromMinutes(2), s_lookAgain = TimeSpan.FromMilliseconds(200);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private PlatformProcess(DirectoryInfo folder, Process process, int mqttPort, int httpPort)
    {
        (_folder, _process) = (folder, process);
        Broker = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{mqttPort}");
        Api = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{httpPort}/")) };
    }

    public string Broker { get; }

    public HttpClient Api { get; }

    /// <param name="fill">Puts into the data directory what is to be asked for.</param>
    public static async Task<PlatformProcess> StartAsync(Action<string> fill)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("smartsectors-benchmark-");
        fill(folder.FullName);
        var (mqtt, http) = (FreePort(), FreePort());
        var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "smartsectors.dll"), "run", "--onboarding", "open", "--data", folder.FullName,
                "--mqtt", mqtt.ToString(CultureInfo.InvariantCulture), "--http", http.ToString(CultureInfo.InvariantCulture),
            ])
        { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine(); // or it would wait for room in the pipe
        var platform = new PlatformProcess(folder, process, mqtt, http);
        if (await UntilAsync(platform.IsReadyAsync, s_startTimeout)) return platform;
        platform.Dispose();
        throw new TimeoutException("the platform was not ready in time");
    }

    /// <summary>User and kernel time since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The books of the whole platform, once they have everything that was acknowledged, decided; as they are where that does not come.</summary>
    public async Task<(long Received, long Stored)> SettledLedgerAsync(long acknowledged)
    {
        (long Received, long Stored, long Pending) ledger = default;
        await UntilAsync(async () => (ledger = await LedgerAsync()).Pending == 0 && ledger.Received >= acknowledged, s_settleTimeout);
        return (ledger.Received, ledger.Stored);
    }

    public void Dispose()
    {
        Api.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<(long Received, long Stored, long Pending)> LedgerAsync()
    {
        var ledger = JsonElement.Parse(await Api.GetStringAsync("api/v1/ledger"));
        return (ledger.GetProperty("received").GetInt64(), ledger.GetProperty("stored").GetInt64(), ledger.GetProperty("pending").GetInt64());
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException($"the platform ended with {_process.ExitCode}");
        try
        {
            using var answer = await Api.GetAsync("health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan limit)
    {
        for (var started = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(s_lookAgain))
        {
            if (Stopwatch.GetElapsedTime(started) > limit) return false;
        }

        return true;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
