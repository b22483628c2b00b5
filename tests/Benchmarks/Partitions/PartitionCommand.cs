using System.Globalization;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Partitions;

/// <summary>
/// What a reading costs a partition, in order and out of order, with the quality tests and without, and what the longest
/// tick takes: rounds of all scenarios one after the other, of which the medians are printed.
/// </summary>
internal static class PartitionCommand
{
    private static readonly string[] s_soil = ["SOIL_MOISTURE", "SOIL_TEMP", "SOIL_EC"];

    private static readonly PartitionScenario[] s_scenarios =
    [
        new("in order, no tests", s_soil, Devices: 2_000, StepMs: 500, Seconds: 30, WithQuality: false),
        new("in order", s_soil, Devices: 2_000, StepMs: 500, Seconds: 30),
        new("2 % overtaken", s_soil, Devices: 2_000, StepMs: 10_000, Seconds: 120, Disorder: 0.02),
        new("20 % overtaken", s_soil, Devices: 2_000, StepMs: 10_000, Seconds: 120, Disorder: 0.2),
        new("2 % a minute late", s_soil, Devices: 2_000, StepMs: 10_000, Seconds: 120, Disorder: 0.02, OverdueMs: 60_000),
        new("nothing overtaken", s_soil, Devices: 2_000, StepMs: 10_000, Seconds: 120),
        new("speeds, nothing derived", ["VEHICLE_SPEED"], Devices: 6_000, StepMs: 1_000, Seconds: 60, Derives: false),
        new("speeds", ["VEHICLE_SPEED"], Devices: 6_000, StepMs: 1_000, Seconds: 60),
        new("slots of 15 min", ["WATER_SALINITY"], Devices: 15_000, StepMs: 60_000, Seconds: 1_300),
    ];

    /// <param name="arguments">How many rounds (default 3), then a part of the names of the scenarios that are wanted.</param>
    public static int Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3;
        var scenarios = s_scenarios.Where(scenario => scenario.Name.Contains(arguments.ElementAtOrDefault(1) ?? "", StringComparison.Ordinal)).ToArray();
        var results = scenarios.ToDictionary(scenario => scenario, _ => new List<PartitionResult>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var scenario in scenarios) results[scenario].Add(PartitionRun.Measure(scenario));
        }

        var table = new Table().AddColumns("scenario", "readings", "late", "at once", "CPU ns a reading", "apply ns a reading", "longest tick ms");
        foreach (var (scenario, measured) in results)
        {
            table.AddRow(
                scenario.Name, Text(measured[0].Readings), Text(measured[0].Late), Text(measured[0].AtOnce), Text(Median(measured, result => result.CpuNs)),
                Text(Median(measured, result => result.ApplyNs)), Text(Median(measured, result => result.LongestTickMs)));
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static double Median(List<PartitionResult> measured, Func<PartitionResult, double> of) =>
        measured.Select(of).Order().ElementAt(measured.Count / 2);

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
