using System.Diagnostics;
using System.Globalization;
using SmartSectors.Registry;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Releases;
using SmartSectors.Storage;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Benchmarks.Releases;

/// <summary>
/// How long the release of a day of the whole nation takes, and how much memory: the first of its month, which decides what
/// is hidden, and a second one. Measured in a process of its own, without what filling the stores took.
/// </summary>
internal static class ReleaseCommand
{
    private const string Measure = "measure";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is [Measure, var filled]) return await MeasureAsync(filled);

        var folder = Directory.CreateTempSubdirectory("smartsectors-nation-");
        try
        {
            await StoredNation.FillAsync(folder.FullName);
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["release", Measure, folder.FullName]))!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(string folder)
    {
        await using var registry = await DeviceRegistry.OpenAsync(Path.Combine(folder, "registry.db"));
        var path = Path.Combine(folder, "reports.db");
        using var store = new ReleaseStore(path, TimeProvider.System);
        using var pool = new QueryPool(new StorageOptions { DataDirectory = folder });
        var builder = new ReleaseBuilder(
            store, new SqliteAggregateQuery(pool, AreaCatalog.Load()), new SqliteContributionQuery(pool), new SqliteClosedWindows(pool), new ReleaseAreas(AreaCatalog.Load()), registry,
            new CurrentRulebook(Rulebook.Carried));
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{StoredNation.Indicators.Count()} indicators, {registry.Current.SiteCount:N0} sites; before: {self.WorkingSet64 >> 20} MB"));
        foreach (var name in (string[])["first of the month", "second"])
        {
            var (watch, cpu, observations) = (Stopwatch.StartNew(), self.TotalProcessorTime, 0L);
            foreach (var sector in StoredNation.Sectors)
            {
                var release = await builder.BuildAsync(new ReleaseOrder(sector, Window.Day, StoredNation.Day, StoredNation.Day.AddDays(1)), CancellationToken.None);
                observations += release?.Observations ?? 0;
            }

            self.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {watch.Elapsed.TotalSeconds:0.00} s, {(self.TotalProcessorTime - cpu).TotalSeconds:0.00} s of CPU, {observations:N0} areas and indicators, peak {self.PeakWorkingSet64 >> 20} MB, reports.db {new FileInfo(path).Length >> 10:N0} KB"));
        }

        return 0;
    }
}
