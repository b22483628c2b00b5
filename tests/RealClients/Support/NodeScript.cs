using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SmartSectors.RealClients.Tests.Support;

/// <summary>A script of the folder Scenarios: it plays its scenario with MQTT.js and writes what it saw, one line of JSON.</summary>
internal sealed class NodeScript : IAsyncDisposable
{
    private readonly string _name;
    private readonly Process _process;
    private readonly Task<string> _error;

    private NodeScript(string name, Process process)
    {
        _name = name;
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Plays a scenario to its end.</summary>
    /// <param name="input">What the script finds as <c>input</c>.</param>
    public static async Task<JsonElement> RunAsync(string name, object input)
    {
        await using var script = Start(name, input);
        return await script.ResultAsync();
    }

    public static NodeScript Start(string name, object input)
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "mqtt")))
        {
            throw new InvalidOperationException($"MQTT.js is missing: run npm ci in {folder}, or tests/run, which does it");
        }

        var script = Path.Combine(folder, "Scenarios", $"{name}.mjs");
        return new NodeScript(name, Process.Start(new ProcessStartInfo("node", [script, JsonSerializer.Serialize(input, JsonSerializerOptions.Web)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>The next line that it writes before its result, where it has to be waited for.</summary>
    public async Task<JsonElement> NextAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Hang) is not { } line) throw await FailedAsync();
        return JsonDocument.Parse(line).RootElement;
    }

    public async Task<JsonElement> ResultAsync()
    {
        var result = await NextAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience.Hang);
        if (_process.ExitCode != 0) throw await FailedAsync();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<InvalidOperationException> FailedAsync() => new($"{_name} failed: {await _error.WaitAsync(Patience.Hang)}");

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(Path.GetDirectoryName(here))!;
}
