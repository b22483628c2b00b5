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
        var table = new Table().AddColumns("store", "readings", "CPU-s a million", "M readings/s a core", "bytes a reading", "of them cells", "and free");
        // The day passes in minutes: its checkpoints are as far apart as 30 s are in them.
        var embedded = new StorageOptions { DataDirectory = "", CheckpointInterval = TimeSpan.FromHours(6) };
        foreach (var (name, options) in new[] { ("embedded, no compaction", embedded with { CompactionFanOut = int.MaxValue }), ("embedded", embedded) })
        {
            var folder = Directory.CreateTempSubdirectory("smartsectors-stores-");
            try
            {
                var day = new EmbeddedDay(folder.FullName, devices, minutes);
                day.Write(options);
                var size = StoreSize.Of(Path.Combine(folder.FullName, "partitions"));
                table.AddRow(
                    name, Text(day.Readings, 0), Text(day.Cpu.TotalSeconds * 1e6 / day.Readings, 3), Text(day.Readings / day.Cpu.TotalSeconds / 1e6, 2),
                    Text((double)(size.Files - size.Cells) / day.Readings, 3), Text((double)size.Cells / day.Readings, 3), Text((double)size.Free / day.Readings, 3));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static string Text(double number, int digits) => number.ToString($"N{digits}", CultureInfo.InvariantCulture);
}
