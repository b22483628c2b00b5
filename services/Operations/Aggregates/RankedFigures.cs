using SmartSectors.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The figures that areas are ranked by.</summary>
internal static class RankedFigures
{
    private static readonly (string Name, Func<AggregatePoint, double?> Of)[] s_all =
    [
        ("value", point => point.Value), ("count", point => point.Count), ("mean", point => point.Mean), ("min", point => point.Min),
        ("max", point => point.Max), ("p50", point => point.P50), ("p95", point => point.P95), ("p99", point => point.P99), ("coverage", point => point.Coverage),
    ];

    public static (string Name, Func<AggregatePoint, double?> Of) Read(string? text, ParameterErrors errors)
    {
        foreach (var figure in s_all)
        {
            if (string.Equals(text ?? "value", figure.Name, StringComparison.OrdinalIgnoreCase)) return figure;
        }

        errors.Add("stat", $"There is no rank by '{text}'; there are {string.Join(", ", s_all.Select(figure => figure.Name))}.");
        return s_all[0];
    }
}
