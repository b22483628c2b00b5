using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// Reads an indicator's <c>quality</c> section. A test that it does not name has its rule from
/// <see cref="QualityDefaults"/>; <c>off</c> switches one off.
/// </summary>
internal static class QualitySection
{
    private static readonly int s_longestSeconds = (int)QualityLimits.LongestSpan.TotalSeconds;

    private static readonly Dictionary<string, SpikeMethod> s_spikeMethods = new()
    {
        ["average"] = SpikeMethod.Average,
        ["differential"] = SpikeMethod.Differential,
    };

    public static QualityRules Read(YamlSection indicator, ValueSpan suspect, ValueSpan fail, TimeSpan period)
    {
        var defaults = QualityDefaults.For(suspect, period);
        if (!indicator.Has("quality") || indicator.Section("quality") is not { } section) return defaults;

        var rules = new QualityRules
        {
            TimeGap = Read(section, "time_gap", defaults.TimeGap, ReadAge),
            DataReception = Read(section, "data_reception", defaults.DataReception, ReadAge),
            Spike = Read(section, "spike", defaults.Spike, ReadSpike),
            RateOfChange = Read(section, "rate_of_change", defaults.RateOfChange, ReadRate),
            FlatLine = Read(section, "flat_line", defaults.FlatLine, entry => ReadFlatLine(entry, period)),
            AttenuatedSignal = Read(section, "attenuated_signal", defaults.AttenuatedSignal, ReadAttenuation),
            Climatology = ReadSeasons(section, fail),
            LocationHopMetres = section.Switched("location", out _) is { } location ? ReadHop(location) : null,
        };
        section.RefuseUnread();
        return rules;
    }

    private static T? Read<T>(YamlSection section, string test, T? byDefault, Func<YamlSection, T> read) where T : class
    {
        if (section.Switched(test, out var isMissing) is not { } entry) return isMissing ? byDefault : null;
        var rule = read(entry);
        entry.RefuseUnread();
        return rule;
    }

    private static AgeRule ReadAge(YamlSection entry)
    {
        var rule = new AgeRule(entry.Seconds("suspect_s", s_longestSeconds), entry.Seconds("fail_s", s_longestSeconds));
        if (rule.Suspect is null && rule.Fail is null) entry.Fail("suspect_s", "or fail_s must be there", 0);
        if (rule.Suspect >= rule.Fail) entry.Fail("fail_s", "must be over suspect_s", 0);
        return rule;
    }

    private static SpikeRule ReadSpike(YamlSection entry)
    {
        var method = entry.Has("method") ? entry.Choice("method", s_spikeMethods) : SpikeMethod.Average;
        var (suspect, fail) = ReadLevels(entry, "suspect", "fail");
        return new SpikeRule(method, suspect, fail);
    }

    private static RateRule ReadRate(YamlSection entry)
    {
        var (suspect, fail) = ReadLevels(entry, "suspect_per_h", "fail_per_h");
        return new RateRule(suspect, fail);
    }

    private static (double Suspect, double? Fail) ReadLevels(YamlSection entry, string suspectKey, string failKey)
    {
        var suspect = entry.Positive(suspectKey, QualityLimits.SmallestRange) ?? entry.FailOnce(suspectKey, "is missing", 1.0);
        var fail = entry.Positive(failKey, QualityLimits.SmallestRange);
        if (fail <= suspect) entry.Fail(failKey, $"must be over {suspectKey}", 0);
        return (suspect, fail);
    }

    // A line of fewer readings is none.
    private static FlatLineRule ReadFlatLine(YamlSection entry, TimeSpan period)
    {
        var tolerance = entry.Positive("tolerance", QualityLimits.SmallestRange) ?? entry.FailOnce("tolerance", "is missing", 1.0);
        var suspect = TimeSpan.FromSeconds(entry.Integer("suspect_s", 1, s_longestSeconds));
        var fail = entry.Seconds("fail_s", s_longestSeconds);
        if (suspect < 3 * period) entry.Fail("suspect_s", "must be three periods at least", 0);
        if (fail <= suspect) entry.Fail("fail_s", "must be over suspect_s", 0);
        return new FlatLineRule(tolerance, suspect, fail);
    }

    private static AttenuationRule ReadAttenuation(YamlSection entry)
    {
        var over = TimeSpan.FromSeconds(entry.Integer("over_s", 1, s_longestSeconds));
        var suspect = entry.Positive("suspect_range", QualityLimits.SmallestRange) ?? entry.FailOnce("suspect_range", "is missing", 1.0);
        var fail = entry.Positive("fail_range", QualityLimits.SmallestRange);
        if (fail >= suspect) entry.Fail("fail_range", "must be under suspect_range", 0);
        return new AttenuationRule(over, suspect, fail);
    }

    private static Climatology? ReadSeasons(YamlSection section, ValueSpan fail)
    {
        var seasons = new List<Season>();
        foreach (var entry in section.OptionalSections("climatology"))
        {
            var season = new Season(entry.Integer("from_month", 1, 12), entry.Integer("to_month", 1, 12), entry.Span("span"));
            entry.RefuseUnread();
            if (!fail.Holds(season.Span)) entry.Fail("span", "must lie inside fail", 0);
            if (Enumerable.Range(1, 12).Any(month => season.Contains(month) && seasons.Exists(other => other.Contains(month))))
                entry.Fail("from_month", "a month is in two seasons", 0);
            seasons.Add(season);
        }

        return seasons.Count > 0 ? new Climatology([.. seasons]) : null;
    }

    private static double? ReadHop(YamlSection entry)
    {
        var hop = entry.Positive("hop_m", 1) ?? entry.FailOnce("hop_m", "is missing", 1.0);
        entry.RefuseUnread();
        return hop;
    }
}
