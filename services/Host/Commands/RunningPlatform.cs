using System.CommandLine;
using System.Net;
using System.Text.Json;
using SmartSectors.Host.Configuration;

namespace SmartSectors.Host.Commands;

/// <summary>A command that asks the API of the platform that runs on this machine, with its administrator's key.</summary>
internal static class RunningPlatform
{
    public static Option<string> HttpFlag() => new("--http") { HelpName = "PORT", Description = "The platform's API on this machine. [default: 8080]" };

    /// <param name="command">Gets the flags that say where the platform is.</param>
    /// <param name="late">What is told when it does not answer in time.</param>
    public static void SetAction(Command command, string late, Func<HttpClient, ParseResult, CancellationToken, Task<int>> ask)
    {
        var (data, http) = (PlatformFlags.DataFlag(), HttpFlag());
        command.Add(data);
        command.Add(http);
        command.SetAction((parsed, cancellationToken) =>
        {
            var given = new Dictionary<string, string?>();
            if (parsed.GetValue(data) is { } directory) given[PlatformSettings.Data] = directory;
            if (parsed.GetValue(http) is { } port) given[PlatformSettings.Http] = port;
            var (options, errors) = PlatformSettings.Read(PlatformFlags.Configure(new Dictionary<string, string?>(), given));
            return errors.Count > 0
                ? CannotRunAsync(string.Join(Environment.NewLine, errors))
                : AskAsync(options, late, api => ask(api, parsed, cancellationToken), cancellationToken);
        });
    }

    public static async Task<int> CannotRunAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return ExitCode.CannotRun;
    }

    /// <summary>What an answer that is none of success says.</summary>
    public static string? ReasonOf(JsonElement problem, HttpResponseMessage answer) =>
        problem.TryGetProperty("detail", out var detail) ? detail.GetString() : answer.ReasonPhrase;

    private static async Task<int> AskAsync(PlatformOptions options, string late, Func<HttpClient, Task<int>> ask, CancellationToken cancellationToken)
    {
        try
        {
            using var api = new HttpClient { BaseAddress = new Uri($"http://{ReachableHost(options)}:{options.HttpPort}/"), Timeout = TimeSpan.FromMinutes(10) };
            api.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(options.AdminKeyFile, cancellationToken)).Trim());
            return await ask(api);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await CannotRunAsync(late);
        }
        catch (JsonException)
        {
            return await CannotRunAsync($"What listens on port {options.HttpPort} is not this platform's API: it answered no JSON.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return await CannotRunAsync($"The platform cannot be asked: {failure.Message}");
        }
    }

    private static IPAddress ReachableHost(PlatformOptions options) =>
        options.Listen.Equals(IPAddress.Any) || options.Listen.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : options.Listen;
}
