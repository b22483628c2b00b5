using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SmartSectors.Host.Configuration;
using Spectre.Console;

namespace SmartSectors.Host.Commands;

/// <summary><c>take-in SECTOR INDICATOR</c>: asks the running platform to take in what it kept of an unknown indicator.</summary>
internal static class TakeInCommand
{
    public static Command Create()
    {
        var sector = new Argument<string>("SECTOR") { Description = "Such as agriculture." };
        var name = new Argument<string>("INDICATOR") { Description = "The name under which readings are kept: GET /api/v1/unknown-indicators lists them." };
        var code = new Option<string>("--as") { HelpName = "CODE", Description = "The indicator that they become; one of that name when left out." };
        var data = PlatformFlags.DataFlag();
        var http = new Option<string>("--http") { HelpName = "PORT", Description = "The platform's API on this machine. [default: 8080]" };
        var command = new Command("take-in", "Makes kept readings of an unknown indicator those of an indicator that a scheme has by now.") { sector, name, code, data, http };
        command.SetAction((parsed, cancellationToken) =>
        {
            var given = new Dictionary<string, string?>();
            if (parsed.GetValue(data) is { } directory) given[PlatformSettings.Data] = directory;
            if (parsed.GetValue(http) is { } port) given[PlatformSettings.Http] = port;
            var (options, errors) = PlatformSettings.Read(PlatformFlags.Configure(new Dictionary<string, string?>(), given));
            return errors.Count > 0
                ? CannotRunAsync(string.Join(Environment.NewLine, errors))
                : RunAsync(options, new { sector = parsed.GetValue(sector), name = parsed.GetValue(name), indicator = parsed.GetValue(code) }, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(PlatformOptions options, object order, CancellationToken cancellationToken)
    {
        try
        {
            using var api = new HttpClient { BaseAddress = new Uri($"http://{ReachableHost(options)}:{options.HttpPort}/"), Timeout = TimeSpan.FromMinutes(10) };
            api.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(options.AdminKeyFile, cancellationToken)).Trim());
            return await AnsiConsole.Progress().StartAsync(progress => TakeAllAsync(api, order, progress.AddTask("readings", autoStart: true, maxValue: 1), cancellationToken));
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await CannotRunAsync("The platform did not answer in time. What it took in is taken in; give the order again for the rest.");
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

    private static async Task<int> TakeAllAsync(HttpClient api, object order, ProgressTask progress, CancellationToken cancellationToken)
    {
        var taken = 0L;
        while (true)
        {
            using var answer = await api.PostAsJsonAsync("api/v1/unknown-indicators/take-in", order, cancellationToken);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                var why = body.TryGetProperty("detail", out var detail) ? detail.GetString() : answer.ReasonPhrase;
                return await CannotRunAsync($"{why} {taken} readings were taken in.");
            }

            taken += body.GetProperty("taken").GetInt64();
            var remaining = body.GetProperty("remaining").GetInt64();
            progress.MaxValue = Math.Max(1, taken + remaining);
            progress.Value = remaining == 0 ? progress.MaxValue : taken;
            if (remaining > 0 && body.GetProperty("taken").GetInt64() > 0) continue;

            Console.WriteLine($"{taken} readings were taken in, {remaining} are still kept.");
            return remaining == 0 ? ExitCode.Clean : ExitCode.Failed;
        }
    }

    private static IPAddress ReachableHost(PlatformOptions options) =>
        options.Listen.Equals(IPAddress.Any) || options.Listen.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : options.Listen;

    private static async Task<int> CannotRunAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return ExitCode.CannotRun;
    }
}
