using System.Text.Json.Serialization.Metadata;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

/// <summary>
/// The statistics that <c>stats=</c> picks. Start, status, outstanding, revision and final are always there: how far a figure
/// can be trusted is not left out.
/// </summary>
[Flags]
internal enum Statistics
{
    None = 0,
    Value = 1 << 0,
    Count = 1 << 1,
    Sum = 1 << 2,
    Mean = 1 << 3,
    Min = 1 << 4,
    Max = 1 << 5,
    StdDev = 1 << 6,
    P50 = 1 << 7,
    P95 = 1 << 8,
    P99 = 1 << 9,
    Devices = 1 << 10,
    Expected = 1 << 11,
    Coverage = 1 << 12,
    Flags = 1 << 13,
    Criteria = 1 << 14,
    All = (1 << 15) - 1,
}

internal static class StatisticsRules
{
    private static readonly Dictionary<string, Statistics> ByName = Enum.GetValues<Statistics>()
        .Where(statistic => statistic is not (Statistics.None or Statistics.All))
        .ToDictionary(statistic => statistic.ToString(), StringComparer.OrdinalIgnoreCase);

    public static Statistics Read(string? text, ParameterErrors errors)
    {
        if (text is null) return Statistics.All;

        var picked = Statistics.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (ByName.TryGetValue(name, out var statistic)) picked |= statistic;
            else errors.Add("stats", $"There is no statistic '{name}'; there are {string.Join(", ", ByName.Keys.Select(known => known.ToLowerInvariant()))}.");
        }
        return picked;
    }

    /// <summary>How much of the cells is to be read for what was picked.</summary>
    public static CellParts PartsOf(Statistics picked, Indicator indicator) =>
        (picked & OfWholeCells) != 0 || ((picked & Statistics.Value) != 0 && OwnValue.StateOf(indicator).PartsOf() == CellParts.All)
            ? CellParts.All
            : CellParts.Sums;

    private const Statistics OfWholeCells = Statistics.P50 | Statistics.P95 | Statistics.P99 | Statistics.Devices | Statistics.Criteria;

    /// <summary>Leaves out of a point what was not picked; what was picked and has no figure is null.</summary>
    public static void ApplyToContract(JsonTypeInfo contract)
    {
        if (contract.Type != typeof(AggregatePointBody)) return;
        foreach (var property in contract.Properties)
        {
            if (!ByName.TryGetValue(property.Name, out var statistic)) continue;
            property.ShouldSerialize = (point, _) => (((AggregatePointBody)point).Picked & statistic) != 0;
        }
    }
}
