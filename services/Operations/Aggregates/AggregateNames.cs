using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The contract's names of levels and windows.</summary>
internal static class AggregateNames
{
    public static string Name(this Window window) => window.Code();

    public static string Name(this AreaLevel level) => level switch
    {
        AreaLevel.Nation => "nation",
        AreaLevel.Province => "province",
        AreaLevel.Commune => "commune",
        AreaLevel.Site => "site",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "BUG: a level without a public name"),
    };

    public static string Name(this ObservationStatus status) => status switch
    {
        ObservationStatus.Normal => "A",
        ObservationStatus.LowReliability => "U",
        ObservationStatus.Missing => "O",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "BUG: a status without a public name"),
    };

    public static bool TryParseWindow(string text, out Window window) => TryFind(text, Name, out window);

    public static bool TryParseLevel(string text, out AreaLevel level) => TryFind(text, Name, out level);

    public static string AllWindows { get; } = string.Join(", ", Enum.GetValues<Window>().Select(Name));

    public static string AllLevels { get; } = string.Join(", ", Enum.GetValues<AreaLevel>().Select(Name));

    private static bool TryFind<T>(string text, Func<T, string> name, out T found) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            found = candidate;
            if (name(candidate).Equals(text, StringComparison.OrdinalIgnoreCase)) return true;
        }
        found = default;
        return false;
    }
}
