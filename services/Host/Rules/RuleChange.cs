using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Rules;

/// <summary>What a sector's scheme becomes, in the words of the audit.</summary>
internal static class RuleChange
{
    private const int MaxNamed = 20;

    public static string Describe(Scheme? before, Scheme after)
    {
        var sector = after.Sector.Name();
        if (before is null) return $"{sector} version {after.Version}, sha256 {after.Text.Sha256}";

        var added = after.Indicators.Where(indicator => !before.TryGet(indicator.Code, out _)).Select(indicator => "+" + indicator.Code);
        var changed = after.Indicators.Where(indicator => before.TryGet(indicator.Code, out var known) && known != indicator).Select(indicator => indicator.Code);
        var names = added.Concat(changed).ToList();
        var which = names.Count == 0 ? "no indicator"
            : names.Count <= MaxNamed ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MaxNamed))} and {names.Count - MaxNamed} more";
        return $"{sector} version {before.Version} to {after.Version}, sha256 {after.Text.Sha256}: {which}";
    }
}
