using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using SmartSectors.Http;

namespace SmartSectors.Host.Commands;

/// <summary><c>erase DEVICE</c>: orders the running platform to erase raw readings of a device, after the operator has seen how many.</summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        var device = new Argument<string>("DEVICE") { Description = "The device's id." };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Required = true, Description = "Why; kept in the audit and with the erasure." };
        var from = new Option<string>("--from") { HelpName = "TIME", Description = "What was measured at this moment or later, such as 2026-11-22T08:30:00Z. [default: since ever]" };
        var until = new Option<string>("--until") { HelpName = "TIME", Description = "What was measured before this moment. [default: all by now]" };
        var yes = new Option<bool>("--yes") { Description = "Does not ask." };
        var command = new Command("erase", "Erases raw readings of a device for good and leaves what they made, see docs/erasure.md.") { device, reason, from, until, yes };
        RunningPlatform.SetAction(command, "The platform did not answer in time; GET /api/v1/devices/DEVICE/erasures tells whether it has the order.", async (api, parsed, cancellationToken) =>
        {
            foreach (var moment in (string?[])[parsed.GetValue(from), parsed.GetValue(until)])
            {
                if (moment is not null && !UtcTimes.TryParse(moment, out _))
                    return await RunningPlatform.CannotRunAsync("--from and --until are moments with their offset, such as 2026-11-22T08:30:00Z.");
            }

            var order = new Order(parsed.GetValue(device)!, parsed.GetValue(reason)!, parsed.GetValue(from), parsed.GetValue(until));
            return await RunAsync(api, order, parsed.GetValue(yes), cancellationToken);
        });
        return command;
    }

    private sealed record Order(string Device, string Reason, string? From, string? Until)
    {
        public string Path => $"api/v1/devices/{Uri.EscapeDataString(Device)}/erasures";
    }

    private static async Task<int> RunAsync(HttpClient api, Order order, bool isSure, CancellationToken cancellationToken)
    {
        var range = string.Join('&', new (string Name, string? Moment)[] { ("from", order.From), ("until", order.Until) }
            .Where(end => end.Moment is not null).Select(end => $"{end.Name}={Uri.EscapeDataString(end.Moment!)}"));
        using var preview = await api.GetAsync($"{order.Path}/preview?{range}", cancellationToken);
        var counted = await preview.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!preview.IsSuccessStatusCode) return await RunningPlatform.CannotRunAsync($"{RunningPlatform.ReasonOf(counted, preview)}");

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counted.GetProperty("readings").GetInt64():N0} readings of {order.Device} measured {order.From ?? "since ever"} to {order.Until ?? "now"} are erased for good. What they made (aggregates, books) stays."));
        if (!isSure && !await IsConfirmedAsync(order.Device, cancellationToken)) return await RunningPlatform.CannotRunAsync("Nothing is erased.");

        using var answer = await api.PostAsJsonAsync(order.Path, new { reason = order.Reason, from = order.From, until = order.Until }, cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!answer.IsSuccessStatusCode) return await RunningPlatform.CannotRunAsync($"{RunningPlatform.ReasonOf(body, answer)}");
        Console.WriteLine($"Ordered as number {body.GetProperty("number").GetInt32()}: some minutes, until what they made is closed; GET /{order.Path} tells when it is done.");
        return ExitCode.Clean;
    }

    private static async Task<bool> IsConfirmedAsync(string device, CancellationToken cancellationToken)
    {
        Console.Write("Type the device's id to go on: ");
        return (await Console.In.ReadLineAsync(cancellationToken))?.Trim() == device;
    }
}
