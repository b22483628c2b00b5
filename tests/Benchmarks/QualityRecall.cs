using System.Globalization;
using SmartSectors.Fleet.Judging;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks;

/// <summary>
/// <c>quality-recall [SEED]</c>: one day of all six fleets with injected trouble, judged by the shipped schemes; prints
/// precision and recall a test, the same for every indicator, and for spikes of other sizes.
/// </summary>
internal static class QualityRecall
{
    private static readonly double[] s_spikeSizes = [0.2, 0.4, 0.8, 1];

    public static int Run(string[] arguments)
    {
        var seed = 1L;
        if (arguments.Length > 1 || (arguments.Length == 1 && !long.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out seed)))
        {
            Console.Error.WriteLine("quality-recall [SEED]: the seed is a whole number");
            return 2;
        }

        var faults = QualityTrial.Run(new QualityTrialOptions { Seed = seed });
        Print($"Seed {seed}: {faults.Readings:N0} readings of {faults.Series:N0} series. Gross range and spike are counted in readings, flat line and time gap in spans.");
        PrintHeader("test");
        foreach (var score in faults.Tests) PrintRow(score.Test.Name(), score);
        PrintHeader("indicator and test");
        foreach (var (sector, indicator, score) in faults.Indicators) PrintRow($"{sector.Name()} {indicator} {score.Test.Name()}", score);

        Print($"\nSpikes of other sizes, as shares of the suspect span's width (each from half to one and a half of it):");
        PrintHeader("size");
        foreach (var size in s_spikeSizes)
        {
            var sized = QualityTrialOptions.FaultsOfReadings with { Spike = QualityTrialOptions.FaultsOfReadings.Spike with { Size = size } };
            PrintRow(size.ToString("P0", CultureInfo.InvariantCulture), QualityTrial.Run(new QualityTrialOptions { Seed = seed, Trouble = sized })[QualityTest.Spike]);
        }

        var slow = QualityTrial.Run(new QualityTrialOptions { Seed = seed, Trouble = QualityTrialOptions.SlowFaults });
        Print($"\nFaults that no test is made for, in spans of a series:\n\n| fault | spans | something found | by test |\n|---|---|---|---|");
        foreach (var fault in slow.Faults)
        {
            var tests = string.Join(", ", fault.ByTest.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key.Name()} {entry.Value}")));
            Print($"| {fault.Kind} | {fault.Spans} | {fault.Noticed} | {tests} |");
        }

        return 0;
    }

    private static void PrintHeader(string what) =>
        Print($"\n| {what} | found | false | missed | precision | recall | too short for the rule |\n|---|---|---|---|---|---|---|");

    private static void PrintRow(string what, TestScore score) =>
        Print($"| {what} | {score.Found} | {score.False} | {score.Missed} | {score.Precision:F4} | {score.Recall:F4} | {score.Short} |");

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
