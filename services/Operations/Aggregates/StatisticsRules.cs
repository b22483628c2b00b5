using System.Text.Json.Serialization.Metadata;
using SmartSectors.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>
/// The statistics that <c>stats=</c> picks. How far a figure can be trusted is not among them: that is not left out.
/// </summary>
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
