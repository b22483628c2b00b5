namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// What one version of a scheme must keep of the one before it. Logs and stores name indicators by number, and what is
/// booked of them by method, period and unit is never booked anew: who needs another of these needs another indicator.
/// Names, spans, limits and tests may change, and indicators may come.
/// </summary>
internal static class SchemeSuccession
{
    private const string NeedsAnother = "another needs a new indicator";

    /// <summary>Books what an indicator changes that it may not.</summary>
    public static void Check(YamlSection entry, Indicator indicator, Scheme before)
    {
        if (before.TryGet(indicator.Code, out var namesake) && namesake.Number != indicator.Number)
        {
            entry.Fail("number", $"{indicator.Code} is {namesake.Number} for ever", 0);
            return;
        }
        if (before.Indicators.FirstOrDefault(known => known.Number == indicator.Number) is not { } known) return;
        if (known.Code != indicator.Code)
        {
            entry.Fail("number", $"{indicator.Number} is {known.Code}'s for ever, and no other's", 0);
            return;
        }

        foreach (var (key, wrong) in Changes(known, indicator)) entry.Fail(key, wrong, 0);
    }

    /// <summary>Books inputs that are others than before; they are known when the whole file is.</summary>
    public static void CheckInputs(YamlSection file, Indicator indicator, params ReadOnlySpan<Scheme?> befores)
    {
        foreach (var before in befores)
        {
            if (before?.Indicators.FirstOrDefault(known => known.Number == indicator.Number) is not { } known) continue;
            if (known.WeighedBy == indicator.WeighedBy && known.Ratio == indicator.Ratio) continue;
            file.Fail("indicators", $"{indicator.Code} has other inputs than before: {NeedsAnother}", 0);
            return;
        }
    }

    /// <summary>
    /// Books what is derived otherwise than before. Another thing may be derived from then on, but in indicators of its own:
    /// what devices published stays what they publish.
    /// </summary>
    public static void CheckDerived(YamlSection file, IEnumerable<Indicator> indicators, params ReadOnlySpan<Scheme?> befores)
    {
        foreach (var indicator in indicators)
        {
            foreach (var before in befores)
            {
                if (before?.Indicators.FirstOrDefault(known => known.Number == indicator.Number) is not { } known) continue;
                if (DerivedOtherwise(known, indicator) is not { } wrong) continue;
                file.Fail("derive", wrong, 0);
                break;
            }
        }
    }

    private static string? DerivedOtherwise(Indicator before, Indicator after) =>
        before.DerivedFrom is null && after.DerivedFrom is not null ? $"{before.Code} is published by devices: what is derived needs a new indicator"
        : before.DerivedFrom != after.DerivedFrom ? $"{before.Code} was derived from another: {NeedsAnother}"
        : before.Travel is not null && before.Travel != after.Travel ? $"from {before.Code} something is derived, which does not change: {NeedsAnother}"
        : null;

    /// <summary>What schemes as a whole may not: fall behind, change without a version, lose an indicator.</summary>
    public static IEnumerable<string> Check(SchemeCatalog held, SchemeCatalog next)
    {
        foreach (var before in held.Schemes)
        {
            if (!next.TryGet(before.Sector, out var after) || after.Text.Sha256 == before.Text.Sha256) continue;

            var sector = before.Sector.Name();
            if (after.Version < before.Version)
                yield return $"{sector}: version: {before.Version} holds and the files give {after.Version}: a version never falls; was a file taken away?";
            else if (after.Version == before.Version)
                yield return $"{sector}: version: {after.Version} holds with another content: what changes has a higher version";

            foreach (var lost in before.Indicators.Where(known => after.Indicators.All(one => one.Number != known.Number)))
                yield return $"{sector}: indicators: {lost.Number} {lost.Code} is there, and no indicator ever goes";
        }
    }

    /// <summary>What another build's scheme of a sector changes that it may not, where no file of the operator's says it.</summary>
    public static IEnumerable<string> CheckCarried(Scheme held, Scheme next)
    {
        foreach (var after in next.Indicators)
        {
            if (held.TryGet(after.Code, out var namesake) && namesake.Number != after.Number)
                yield return $"{next.Sector.Name()}: {after.Code}: number: it is {namesake.Number} for ever";
            if (held.Indicators.FirstOrDefault(known => known.Number == after.Number) is not { } before) continue;
            if (before.Code != after.Code) yield return $"{next.Sector.Name()}: {after.Code}: number: {after.Number} is {before.Code}'s for ever";
            foreach (var (key, wrong) in Changes(before, after)) yield return $"{next.Sector.Name()}: {after.Code}: {key}: {wrong}";
            if (DerivedOtherwise(before, after) is { } otherwise) yield return $"{next.Sector.Name()}: derive: {otherwise}";
        }
    }

    private static IEnumerable<(string Key, string Wrong)> Changes(Indicator before, Indicator after)
    {
        if (before.UnitUcum != after.UnitUcum) yield return ("unit", $"{before.Code} is in {before.UnitUcum}: {NeedsAnother}");
        if (before.Period != after.Period)
            yield return ("period_s", FormattableString.Invariant($"{before.Code} has the period {before.Period.TotalSeconds} s: {NeedsAnother}"));
        if (before.DeviceMethod != after.DeviceMethod) yield return ("device", $"{before.Code} has the method {before.DeviceMethod.Name()}: {NeedsAnother}");
        if (before.AreaMethod != after.AreaMethod) yield return ("area", $"{before.Code} has the method {before.AreaMethod.Name()}: {NeedsAnother}");
        if (before.AreaMethod is AreaMethod.ShareBreach && !Equals(before.WarnLimit, after.WarnLimit))
            yield return ("warn", $"{before.Code} counts the time beyond {before.WarnLimit}: {NeedsAnother}");
    }
}
