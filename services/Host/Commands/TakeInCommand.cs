using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
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
        var command = new Command("take-in", "Makes kept readings of an unknown indicator those of an indicator that a scheme has by now.") { sector, name, code };
        RunningPlatform.SetAction(
            command, "The platform did not answer in time. What it took in is taken in; give the order again for the rest.",
            (api, parsed, cancellationToken) => AnsiConsole.Progress().StartAsync(progress => TakeAllAsync(
                api, new { sector = parsed.GetValue(sector), name = parsed.GetValue(name), indicator = parsed.GetValue(code) },
                progress.AddTask("readings", autoStart: true, maxValue: 1), cancellationToken)));
        return command;
    }

    private static async Task<int> TakeAllAsync(HttpClient api, object order, ProgressTask progress, CancellationToken cancellationToken)
    {
        var taken = 0L;
        while (true)
        {
            using var answer = await api.PostAsJsonAsync("api/v1/unknown-indicators/take-in", order, cancellationToken);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (!answer.IsSuccessStatusCode)
                return await RunningPlatform.CannotRunAsync($"{RunningPlatform.ReasonOf(body, answer)} {taken} readings were taken in.");

            taken += body.GetProperty("taken").GetInt64();
            var remaining = body.GetProperty("remaining").GetInt64();
            progress.MaxValue = Math.Max(1, taken + remaining);
            progress.Value = remaining == 0 ? progress.MaxValue : taken;
            if (remaining > 0 && body.GetProperty("taken").GetInt64() > 0) continue;

            Console.WriteLine($"{taken} readings were taken in, {remaining} are still kept.");
            return remaining == 0 ? ExitCode.Clean : ExitCode.Failed;
        }
    }
}
