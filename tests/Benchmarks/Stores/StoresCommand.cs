using System.Globalization;
using SmartSectors.Storage;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>What a day of readings costs to keep.</summary>
internal static class StoresCommand
{
    /// <param name="arguments">How many devices (default 10,000), then how many minutes (default 1,440).</param>
    public static int Run(string[] arguments)
    {
        var devices = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        var minutes = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1_440;
        // The day passes in minutes: its checkpoints are as far apart as 30 s are in them.
        var embedded = new StorageOptions { DataDirectory = "", CheckpointInterval = TimeSpan.FromHours(6) };
        foreach (var (name, options) in new[] { ("embedded, no compaction", embedded with { CompactionFanOut = int.MaxValue }), ("embedded", embedded) })
        {
            var folder = Directory.CreateTempSubdirectory("smartsectors-stores-");
            try
            {
                var day = new EmbeddedDay(folder.FullName, devices, minutes);
                day.Write(options);
                Print(name, day, StoreSize.TakeApart(Path.Combine(folder.FullName, "partitions")));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return 0;
    }

    private static void Print(string name, EmbeddedDay day, SortedDictionary<string, long> sizes)
    {
        AnsiConsole.WriteLine(
            $"{name}: {Text(day.Readings, 0)} readings, {Text(day.Cpu.TotalSeconds * 1e6 / day.Readings, 3)} CPU-s a million, {Text(day.Readings / day.Cpu.TotalSeconds / 1e6, 2)} M a second a core");
        var table = new Table().AddColumns("bytes a reading", "");
        foreach (var (part, bytes) in sizes.OrderByDescending(size => size.Value)) table.AddRow(part, Text((double)bytes / day.Readings, 4));
        table.AddRow("all", Text((double)sizes.Values.Sum() / day.Readings, 4));
        AnsiConsole.Write(table);
    }

    private static string Text(double number, int digits) => number.ToString($"N{digits}", CultureInfo.InvariantCulture);
}
