using SmartSectors.Http;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The contract's names of earlier windows.</summary>
internal static class ComparisonNames
{
    public static string Name(this Earlier earlier) => earlier switch
    {
        Earlier.Day => "day",
        Earlier.Week => "week",
        Earlier.Month => "month",
        Earlier.Year => "year",
        _ => throw new ArgumentOutOfRangeException(nameof(earlier), earlier, "BUG: an earlier window without a public name"),
    };

    /// <summary>Names separated by commas, each of which must fit the window; empty when nothing is compared.</summary>
    public static IReadOnlyList<Earlier> Read(string? text, Window window, ParameterErrors errors)
    {
        var compared = new List<Earlier>();
        if (text is null) return compared;

        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var known = Enum.GetValues<Earlier>().Where(earlier => name.Equals(earlier.Name(), StringComparison.OrdinalIgnoreCase)).ToList();
            if (known.Count == 0) errors.Add("compare", $"There is no comparison with '{name}'; there are day and week, of months month and year.");
            else if (!EarlierWindow.Fits(known[0], window)) errors.Add("compare", $"Windows of {window.Name()} are compared with {Fitting(window)}, not with '{known[0].Name()}'.");
            else if (!compared.Contains(known[0])) compared.Add(known[0]);
        }

        return compared;
    }

    private static string Fitting(Window window) =>
        string.Join(" and ", Enum.GetValues<Earlier>().Where(earlier => EarlierWindow.Fits(earlier, window)).Select(Name));
}
