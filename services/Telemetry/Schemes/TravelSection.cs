using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// An entry of a scheme's <c>derive</c> list: the indicators that no device publishes, for the platform makes them of the
/// speeds that vehicles tell.
/// </summary>
internal sealed class TravelSection
{
    // What a late reading may change is looked for so far around it.
    private const int LongestGapSeconds = 3_600;

    private readonly YamlSection _entry;
    private readonly List<Indicator> _all;

    private TravelSection(YamlSection entry, List<Indicator> all)
    {
        _entry = entry;
        _all = all;
    }

    /// <summary>Gives the indicators of a sector what the file derives, and what the schemes below it do.</summary>
    public static void Read(YamlSection file, List<Indicator> all, Scheme? below)
    {
        foreach (var known in below?.Indicators.Where(known => known.Travel is not null || known.DerivedFrom is not null) ?? [])
        {
            var at = all.FindIndex(indicator => indicator.Number == known.Number);
            all[at] = all[at] with { Travel = known.Travel, DerivedFrom = known.DerivedFrom };
        }

        var sources = new HashSet<ushort>();
        foreach (var entry in file.OptionalSections("derive")) new TravelSection(entry, all).Read(sources);
    }

    private void Read(HashSet<ushort> sources)
    {
        var source = Find("from");
        var moving = _entry.Number("moving_from") ?? _entry.FailOnce("moving_from", "is missing", 0.0);
        var stopS = _entry.Integer("stop_s", 1, LongestGapSeconds);
        var gapS = _entry.Integer("trip_gap_s", 1, LongestGapSeconds);
        var speeding = _entry.Limit("speeding") ?? _entry.FailOnce<Limit?>("speeding", "is missing", null);
        var named = new HashSet<ushort>();
        var into = new TravelIndicators(
            Derived("trips", OwnState.Counter, named), Derived("stops", OwnState.Counter, named),
            Derived("speeding_segments", OwnState.Counter, named), Derived("speeding_share", OwnState.Ratio, named));
        _entry.RefuseUnread();

        if (stopS >= gapS) _entry.Fail("trip_gap_s", "must be over stop_s: a longer pause ends the trip", 0);
        if (speeding is { IsInstant: false }) _entry.Fail("speeding", "must be a limit that each value tells", 0);
        if (source is null) return;

        if (!sources.Add(source.Number)) _entry.Fail("from", $"{source.Code} is derived from already", 0);
        if (source.Period == TimeSpan.Zero) _entry.Fail("from", $"{source.Code} is event-driven: nothing is known between its readings", 0);
        if (source.DerivedFrom is not null || named.Contains(source.Number)) _entry.Fail("from", $"{source.Code} is derived itself", 0);
        if (gapS < source.Hold.TotalSeconds) _entry.Fail("trip_gap_s", FormattableString.Invariant($"must be at least {source.Hold.TotalSeconds}, three periods of {source.Code}"), 0);
        if (moving <= 0 || !source.FailSpan.Contains(moving)) _entry.Fail("moving_from", $"must be over 0 and within the fail span of {source.Code}", 0);
        if (speeding is null) return;

        Give(source.Number, indicator => indicator with
        {
            Travel = new TravelRules(moving, stopS * 1_000L, gapS * 1_000L, (long)source.Hold.TotalMilliseconds, speeding, into),
        });
        foreach (var number in named) Give(number, indicator => indicator with { DerivedFrom = source.Number });
    }

    private ushort Derived(string key, OwnState state, HashSet<ushort> named)
    {
        if (Find(key) is not { } indicator) return 0;
        if (OwnValue.StateOf(indicator) != state)
            _entry.Fail(key, $"{indicator.Code} must have the methods {(state == OwnState.Counter ? "device: counter_delta and area: sum" : "device: ratio and area: ratio")}", 0);
        if (indicator.Period > TimeSpan.Zero) _entry.Fail(key, $"{indicator.Code} is derived, which has no period: period_s must be 0", 0);
        if (indicator.Ratio is not null || _all.Exists(other => other.WeighedBy == indicator.Number || Divides(other, indicator.Number)))
            _entry.Fail(key, $"{indicator.Code} is derived, and neither divides, is divided nor weighs", 0);
        if (!named.Add(indicator.Number)) _entry.Fail(key, $"{indicator.Code} is derived as something else already", 0);
        return indicator.Number;
    }

    private static bool Divides(Indicator ratio, ushort number) => ratio.Ratio?.Numerator == number || ratio.Ratio?.Denominator == number;

    private Indicator? Find(string key)
    {
        var code = _entry.Text(key);
        if (code.Length == 0) return null;
        return _all.Find(indicator => indicator.Code == code) ?? _entry.Fail<Indicator?>(key, $"{code} is no indicator of this sector", null);
    }

    private void Give(ushort number, Func<Indicator, Indicator> change)
    {
        var at = _all.FindIndex(indicator => indicator.Number == number);
        _all[at] = change(_all[at]);
    }
}
