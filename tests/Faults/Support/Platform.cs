using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>One life of the built executable on a data directory. Its ports outlive it, so that clients find the next one.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly OutputLines _output = new();

    private Platform(string data, PlatformPorts ports, params string[] command)
    {
        Data = data;
        Ports = ports;
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.Http}/") };
        _process = Process.Start(StartInfo([
            .. command, "--data", data, "--mqtt", $"{ports.Mqtt}", "--http", $"{ports.Http}"]))!;
        _output.Follow(_process);
    }

    public string Data { get; }

    public PlatformPorts Ports { get; }

    public HttpClient Api { get; }

    public string AdminKeyFile => Path.Combine(Data, "admin.key");

    /// <summary>Everything that it wrote until now.</summary>
    public string Output => _output.ToString();

    /// <param name="flags">More of them.</param>
    public static Platform Start(string data, PlatformPorts ports, string onboarding = "closed", params string[] flags) =>
        new(data, ports, ["run", "--onboarding", onboarding, .. flags]);

    public static Platform StartDemo(string data, PlatformPorts ports) => new(data, ports, "demo");

    public static async Task<Platform> StartReadyAsync(string data, PlatformPorts ports, string onboarding = "closed", params string[] flags)
    {
        var platform = Start(data, ports, onboarding, flags);
        await platform.ReadyAsync();
        return platform;
    }

    /// <summary>Runs a command of the executable to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var output = new OutputLines();
        output.Follow(process);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, output.ToString());
    }

    /// <summary>It listens and acknowledges.</summary>
    public async Task ReadyAsync()
    {
        await _output.LineAsync("Running: publish to").WaitAsync(Limit);
        using var answer = await Api.GetAsync("health/ready");
        Assert.True(answer.IsSuccessStatusCode, Output);
        if (!Api.DefaultRequestHeaders.Contains("X-Api-Key"))
            Api.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(AdminKeyFile)).Trim());
    }

    /// <summary>A line of its output that contains a text, now or later.</summary>
    public Task<string> LineAsync(string text) => _output.LineAsync(text).WaitAsync(Limit);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Api.GetAsync(path);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task PostAsync(string path, object body)
    {
        using var answer = await Api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<Books> LedgerAsync(string of = "") => Books.Of(await GetAsync("api/v1/ledger" + of));

    /// <summary>SIGKILL: nothing of it runs on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Api.Dispose();
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "smartsectors.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(), // no appsettings.json of this folder
        };
}

/// <summary>Two ports that were free a moment ago.</summary>
internal sealed record PlatformPorts(int Mqtt, int Http)
{
    public static PlatformPorts Free()
    {
        using var mqtt = new TcpListener(IPAddress.Loopback, 0);
        using var http = new TcpListener(IPAddress.Loopback, 0);
        mqtt.Start();
        http.Start();
        return new(((IPEndPoint)mqtt.LocalEndpoint).Port, ((IPEndPoint)http.LocalEndpoint).Port);
    }
}

/// <summary>The answer of <c>/api/v1/ledger</c>.</summary>
internal sealed record Books(long Received, long Stored, long Duplicates, IReadOnlyDictionary<string, long> Rejected, long Pending)
{
    public bool Closes => Received == Stored + Duplicates + Rejected.Values.Sum() + Pending;

    public static Books Of(JsonElement body) => new(
        body.GetProperty("received").GetInt64(), body.GetProperty("stored").GetInt64(), body.GetProperty("duplicates").GetInt64(),
        body.GetProperty("rejected").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt64()),
        body.GetProperty("pending").GetInt64());

    public override string ToString() =>
        $"received {Received}, stored {Stored}, duplicates {Duplicates}, rejected {string.Join(' ', Rejected)}, pending {Pending}";
}
