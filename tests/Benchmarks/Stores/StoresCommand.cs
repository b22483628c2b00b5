using System.Globalization;
using SmartSectors.Benchmarks.Queries;
using SmartSectors.Benchmarks.Stores.Rivals;
using SmartSectors.Storage;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>What a day of readings costs to keep and to ask, here and in the databases that people would pick instead.</summary>
internal static class StoresCommand
{
    /// <param name="arguments">How many devices (default 10,000), then how many minutes (default 1,440), then the one store to run, if not all.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var devices = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        var minutes = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1_440;
        var only = arguments.Length > 2 ? arguments[2] : null;
        if (only is null or "embedded") await RunEmbeddedAsync(devices, minutes);
        if (only is null or "influxdb") await RivalRun.RunAsync(new InfluxStore(), devices, minutes);
        if (only is null or "victoria-metrics") await RivalRun.RunAsync(new VictoriaMetricsStore(), devices, minutes);
        return 0;
    }

    private static async Task RunEmbeddedAsync(int devices, int minutes)
    {
        // The day passes in minutes: its checkpoints are as far apart as 30 s are in them.
        var embedded = new StorageOptions { DataDirectory = "", CheckpointInterval = TimeSpan.FromHours(6) };
        var runs = new (string Name, StorageOptions Options, IDayLoad Load)[]
        {
            ("embedded, no compaction", embedded with { CompactionFanOut = int.MaxValue }, new WalkLoad(devices)),
            ("embedded", embedded, new WalkLoad(devices)),
            ("embedded, the fleets' own signals", embedded, new FleetLoad(devices)),
        };
        foreach (var (name, options, load) in runs)
        {
            var folder = Directory.CreateTempSubdirectory("smartsectors-stores-");
            try
            {
                var day = new EmbeddedDay(folder.FullName, load, minutes);
                day.Write(options);
                Print(name, day, StoreSize.TakeApart(Path.Combine(folder.FullName, "partitions")));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        await CellsCommand.RunAsync();
        await LatestCommand.RunAsync([devices.ToString(CultureInfo.InvariantCulture)]);
    }

    private static void Print(string name, EmbeddedDay day, SortedDictionary<string, long> sizes)
    {
        AnsiConsole.WriteLine(
            $"{name}: {Text(day.Readings, 0)} readings, {Text(day.Cpu.TotalSeconds * 1e6 / day.Readings, 3)} CPU-s a million, {Text(day.Readings / day.Cpu.TotalSeconds / 1e6, 2)} M a second a core");
        var table = new Table().AddColumns("bytes a reading", "");
        var all = sizes.Values.Sum();
        foreach (var (part, bytes) in sizes.OrderByDescending(size => size.Value).TakeWhile(size => size.Value >= all / 100))
        {
            table.AddRow(part, Text((double)bytes / day.Readings, 4));
        }

        table.AddRow("all", Text((double)all / day.Readings, 4));
        AnsiConsole.Write(table);
    }

    private static string Text(double number, int digits) => number.ToString($"N{digits}", CultureInfo.InvariantCulture);
}
