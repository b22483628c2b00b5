using System.Globalization;
using SmartSectors.Fleet;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Queries.UnderLoad;

/// <summary>
/// How much longer questions take while ingestion is busy: the platform in a process of its own; four devices deliver the day
/// that is asked for (the provinces' is stored), then the fleet runs flat out, which tells the highest rate, then the questions alone, and once more while the fleet holds 70 % of that. What was acknowledged must
/// be in the ledger.
/// </summary>
internal static class QuestionsUnderLoadCommand
{
    private const double Share = 0.7;
    private const int WarmUps = 20;
    private static readonly TimeSpan s_highest = TimeSpan.FromSeconds(15), s_loadBefore = TimeSpan.FromSeconds(5);

    /// <param name="arguments">How often each question is asked (default 200).</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 200;
        using var platform = await PlatformProcess.StartAsync(StoredDay.FillAreas);
        var questions = Questions();

        var back = await FleetRunner.RunAsync(Fleet(platform) with { Devices = 4, Sites = 1, Backfill = TimeSpan.FromDays(1) }, null, CancellationToken.None);
        var highest = await FleetRunner.RunAsync(Fleet(platform) with { Duration = s_highest }, null, CancellationToken.None);
        await platform.SettledLedgerAsync((back.Readings + highest.Readings) ?? 0);
        await AskAsync(platform, questions, WarmUps, _ => null);
        await AskAsync(platform, questions, rounds, question => question.Idle);

        using var enough = new CancellationTokenSource();
        var before = platform.Cpu;
        var load = Task.Run(() => FleetRunner.RunAsync(Fleet(platform) with { Rate = Share * highest.PerSecond }, null, enough.Token));
        await Task.WhenAny(load, Task.Delay(s_loadBefore));
        await AskAsync(platform, questions, rounds, question => question.Loaded);
        await enough.CancelAsync();
        var held = await load;
        var cpu = (platform.Cpu - before).TotalSeconds / held.Seconds;

        Print(questions);
        return await TellAsync(platform, back.Readings ?? 0, highest, held, cpu) ? 0 : 1;
    }

    private static FleetOptions Fleet(PlatformProcess platform) => new() { Broker = platform.Broker, FlatOut = true };

    private static List<AskedOverHttp> Questions()
    {
        const string Day = "from=2026-11-20T17:00:00Z&to=2026-11-21T17:00:00Z"; // StoredDay's
        return
        [
            new("a device's day, 8,640 readings, CSV", "api/v1/devices/logger-00001-01/readings?indicator=soil_moisture&format=csv"),
            new("the nation's minutes of a day, JSON", $"api/v1/aggregates?sector=agriculture&indicator=soil_moisture&window=1m&stats=mean,count&limit=2000&{Day}"),
            new("the provinces' minutes of a day, mean and count, CSV", $"api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=province&window=1m&stats=mean,count&format=csv&{Day}"),
            new("last readings of 10,000 devices, CSV", "api/v1/latest?sector=agriculture&indicator=soil_moisture&format=csv"),
            new("a site's hours of a day, JSON", "api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=site&area=relay-00001&window=1h"),
        ];
    }

    // In turn, so that all of them meet the same load.
    private static async Task AskAsync(PlatformProcess platform, List<AskedOverHttp> questions, int rounds, Func<AskedOverHttp, List<double>?> into)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var question in questions) await question.AskAsync(platform.Api, into(question));
        }
    }

    private static void Print(List<AskedOverHttp> questions)
    {
        var table = new Table().AddColumns("asked over HTTP", "alone p50 ms", "p99 ms", "under load p50 ms", "p99 ms", "p99 times");
        foreach (var question in questions)
        {
            var (alone, loaded) = (AskedOverHttp.Quantile(question.Idle, 0.99), AskedOverHttp.Quantile(question.Loaded, 0.99));
            table.AddRow(
                question.Name, Text(AskedOverHttp.Quantile(question.Idle, 0.5)), Text(alone), Text(AskedOverHttp.Quantile(question.Loaded, 0.5)), Text(loaded),
                Text(loaded / alone));
        }

        AnsiConsole.Write(table);
    }

    // True when nothing was lost.
    private static async Task<bool> TellAsync(PlatformProcess platform, long before, FleetSummary highest, FleetSummary held, double cores)
    {
        var acknowledged = before + (highest.Readings + held.Readings ?? 0);
        var (received, stored) = await platform.SettledLedgerAsync(acknowledged);
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Highest rate {highest.PerSecond:N0} messages/s; held {held.PerSecond:N0} for {held.Seconds:N0} s, PUBACK p50 {held.PubackMs.P50:N1}, p99 {held.PubackMs.P99:N1} ms; the platform took {cores:N2} cores."));
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Readings acknowledged {acknowledged:N0}, received {received:N0}, stored {stored:N0}; messages without an answer {held.Unacknowledged + highest.Unacknowledged:N0}."));
        return received == acknowledged && held.IsComplete && highest.IsComplete;
    }

    private static string Text(double number) => number.ToString("N1", CultureInfo.InvariantCulture);
}
