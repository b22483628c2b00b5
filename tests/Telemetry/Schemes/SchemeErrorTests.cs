using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

public class SchemeErrorTests
{
    private const string Valid = """
        sector: energy
        version: 3
        indicators:
          - number: 4001
            code: GRID_FREQUENCY
            name: { vi: "Tần số lưới điện", en: "Grid frequency" }
            unit: { ucum: Hz, sdmx: HZ }
            fail: [40, 60]
            suspect: [48, 52]
            period_s: 10
            warn: { below: 49.8, above: 50.2 }
            crit: { at_or_below: 49.5, at_or_above: 50.5 }
            device: mean
            area: mean
        """;

    [Fact]
    public void A_valid_file_is_read()
    {
        var schemes = SchemeCatalog.Parse([("energy.yaml", Valid)]);
        Assert.Equal(3, schemes.Version);
        Assert.True(schemes.TryGet(4001, out var indicator));
        Assert.Equal(new Threshold(49.5, true, 50.5, true), indicator.Crit);
    }

    [Theory]
    [InlineData("sector: energy", "sector: mining", "energy.yaml:1: sector: must be one of")]
    [InlineData("sector: energy", "", "sector: is missing")]
    [InlineData("version: 3", "version: 0", "energy.yaml:2: version: must be an integer from 1")]
    [InlineData("number: 4001", "number: 1001", "energy.yaml:4: indicators[0].number: must be an integer from 4001 to 4999")]
    [InlineData("number: 4001", "number: many", "indicators[0].number: must be an integer")]
    [InlineData("code: GRID_FREQUENCY", "code: grid", "indicators[0].code: must be 1 to 64 of A-Z")]
    [InlineData("code: GRID_FREQUENCY", "code: TS", "indicators[0].code: TS is a word of the native body")]
    [InlineData("vi: \"Tần số lưới điện\", ", "", "indicators[0].name.vi: is missing")]
    [InlineData("ucum: Hz", "ucum: \"\"", "indicators[0].unit.ucum: must be a text")]
    [InlineData("fail: [40, 60]", "fail: [60, 40]", "indicators[0].fail: must be two numbers")]
    [InlineData("fail: [40, 60]", "fail: [40, .inf]", "indicators[0].fail: must be two numbers")]
    [InlineData("fail: [40, 60]", "fail: 40", "indicators[0].fail: must be two numbers")]
    [InlineData("suspect: [48, 52]", "suspect: [30, 52]", "indicators[0].suspect: must lie inside fail")]
    [InlineData("period_s: 10", "period_s: -1", "indicators[0].period_s: must be an integer from 0")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: \"over 50\"", "energy.yaml:11: indicators[0].warn: 'over 50' is no comparison")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: \"<50 or <40\"", "indicators[0].warn: has a side twice")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: \"<50 or >40\"", "indicators[0].warn: must leave room")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: [50]", "indicators[0].warn: must be a mapping")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { }", "indicators[0].warn: must have below")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { below: 50.2, above: 49.8 }", "indicators[0].warn: must leave room")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { below: 1, at_or_below: 1 }", "indicators[0].warn: has a side twice")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { beyond: 1, below: 1 }", "indicators[0].warn.beyond: is not known")]
    [InlineData("device: mean", "device: median", "indicators[0].device: must be one of counter_delta")]
    [InlineData("area: mean", "area: mean\n    colour: red", "indicators[0].colour: is not known")]
    [InlineData("area: mean", "area: mean\n    weighed_by: FLOW", "indicators[0].weighed_by: only a harmonic_mean")]
    [InlineData("device: mean\n    area: mean", "device: harmonic_mean\n    area: harmonic_mean\n    weighed_by: FLOW", "indicators[0].weighed_by: FLOW is no indicator")]
    [InlineData("device: mean\n    area: mean", "device: ratio\n    area: ratio\n    ratio: { numerator: A }", "indicators[0].ratio.denominator: is missing")]
    [InlineData("device: mean\n    area: mean", "device: ratio\n    area: ratio\n    ratio: { numerator: GRID_FREQUENCY, denominator: B }", "indicators[0].ratio.denominator: B is no indicator")]
    [InlineData("device: mean\n    area: mean", "device: ratio\n    area: ratio\n    ratio: { numerator: GRID_FREQUENCY, denominator: GRID_FREQUENCY }", "indicators[0].ratio.numerator: GRID_FREQUENCY is no sum")]
    [InlineData("device: mean\n    area: mean", "device: ratio\n    area: ratio\n    ratio: { numerator: GRID_FREQUENCY, denominator: GRID_FREQUENCY }", "indicators[0].ratio.denominator: must be another indicator")]
    [InlineData("device: mean\n    area: mean", "device: harmonic_mean\n    area: harmonic_mean\n    weighed_by: GRID_FREQUENCY", "indicators[0].weighed_by: GRID_FREQUENCY must be another indicator")]
    [InlineData("device: mean", "device: mean\n    quality: { smell: off }", "indicators[0].quality.smell: is not known")]
    [InlineData("device: mean", "device: mean\n    quality: { spike: { suspect: 5, fail: 4 } }", "indicators[0].quality.spike.fail: must be over suspect")]
    [InlineData("device: mean", "device: mean\n    quality: { spike: { method: median, suspect: 5 } }", "indicators[0].quality.spike.method: must be one of average, differential")]
    [InlineData("device: mean", "device: mean\n    quality: { rate_of_change: { } }", "indicators[0].quality.rate_of_change.suspect_per_h: is missing")]
    [InlineData("device: mean", "device: mean\n    quality: { flat_line: { tolerance: 0, suspect_s: 60 } }", "indicators[0].quality.flat_line.tolerance: must be at least 1E-06")]
    [InlineData("device: mean", "device: mean\n    quality: { flat_line: { tolerance: 1, suspect_s: 29 } }", "indicators[0].quality.flat_line.suspect_s: must be three periods")]
    [InlineData("device: mean", "device: mean\n    quality: { flat_line: { tolerance: 1, suspect_s: 30, fail_s: 3000000 } }", "indicators[0].quality.flat_line.fail_s: must be an integer from 1 to 2678400")]
    [InlineData("device: mean", "device: mean\n    quality: { attenuated_signal: { over_s: 60, suspect_range: 1, fail_range: 2 } }", "indicators[0].quality.attenuated_signal.fail_range: must be under")]
    [InlineData("device: mean", "device: mean\n    quality: { time_gap: { } }", "indicators[0].quality.time_gap.suspect_s: or fail_s must be there")]
    [InlineData("device: mean", "device: mean\n    quality: { time_gap: { suspect_s: 60, fail_s: 60 } }", "indicators[0].quality.time_gap.fail_s: must be over suspect_s")]
    [InlineData("device: mean", "device: mean\n    quality: { climatology: [{ from_month: 13, to_month: 1, span: [45, 50] }] }", "indicators[0].quality.climatology[0].from_month: must be an integer from 1 to 12")]
    [InlineData("device: mean", "device: mean\n    quality: { climatology: [{ from_month: 11, to_month: 2, span: [45, 50] }, { from_month: 2, to_month: 3, span: [45, 50] }] }", "indicators[0].quality.climatology[1].from_month: a month is in two seasons")]
    [InlineData("device: mean", "device: mean\n    quality: { climatology: [{ from_month: 1, to_month: 2, span: [45, 61] }] }", "indicators[0].quality.climatology[0].span: must lie inside fail")]
    [InlineData("device: mean", "device: mean\n    quality: { location: { hop_m: 0 } }", "indicators[0].quality.location.hop_m: must be at least 1")]
    [InlineData("version: 3", "version: 3\nversion: 4", "energy.yaml:")]
    [InlineData("sector: energy", "sector: [", "energy.yaml:")]
    public void Each_broken_rule_is_named_with_its_place(string part, string broken, string error)
    {
        var thrown = Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("energy.yaml", Valid.Replace(part, broken, StringComparison.Ordinal))]));
        Assert.Contains(thrown.Errors, line => line.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_error_of_every_file_is_listed_at_once()
    {
        var broken = Valid.Replace("fail: [40, 60]", "fail: []", StringComparison.Ordinal).Replace("device: mean", "device: x", StringComparison.Ordinal);
        var thrown = Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("a.yaml", broken), ("b.yaml", "- 1"), ("c.yaml", "")]));
        Assert.Contains(thrown.Errors, line => line.StartsWith("a.yaml:8:", StringComparison.Ordinal));
        Assert.Contains(thrown.Errors, line => line.StartsWith("a.yaml:13:", StringComparison.Ordinal));
        Assert.Contains(thrown.Errors, line => line.StartsWith("b.yaml", StringComparison.Ordinal));
        Assert.Contains(thrown.Errors, line => line.StartsWith("c.yaml", StringComparison.Ordinal));
        Assert.All(thrown.Errors, line => Assert.Contains(line, thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_level_of_sound_needs_a_span_whose_energies_can_be_added()
    {
        var broken = Valid.Replace("device: mean", "device: leq", StringComparison.Ordinal).Replace("fail: [40, 60]", "fail: [40, 181]", StringComparison.Ordinal);
        Assert.Contains("leq needs a fail span within -60 and 180 dB", Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("e.yaml", broken)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_is_off_is_not_made_and_one_that_is_not_named_has_its_default()
    {
        var changed = Valid + "\n    quality: { spike: off, flat_line: { tolerance: 0.5, suspect_s: 600 } }";
        Assert.True(SchemeCatalog.Parse([("e.yaml", changed)]).TryGet(4001, out var indicator));
        Assert.Equal(
            QualityDefaults.For(indicator.SuspectSpan, indicator.Period) with { Spike = null, FlatLine = new(0.5, TimeSpan.FromMinutes(10), null) },
            indicator.Quality);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\">50/24h\"")]
    [InlineData("\">50 for 1 h\"")]
    [InlineData("site")]
    public void A_share_of_breach_needs_a_limit_that_each_value_tells(string warn)
    {
        var broken = Valid.Replace("warn: { below: 49.8, above: 50.2 }", $"warn: {warn}", StringComparison.Ordinal)
            .Replace("area: mean", "area: share_breach", StringComparison.Ordinal);
        Assert.Contains("share_breach needs a warn limit", Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("e.yaml", broken)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_codes_and_sectors_are_taken_once()
    {
        var twice = Valid + "\n" + Valid[Valid.IndexOf("  - number", StringComparison.Ordinal)..];
        var thrown = Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("e.yaml", twice), ("f.yaml", Valid), ("g.yaml", Valid)]));
        Assert.Contains(thrown.Errors, line => line.Contains("4001 is taken", StringComparison.Ordinal));
        Assert.Contains(thrown.Errors, line => line.Contains("GRID_FREQUENCY is taken", StringComparison.Ordinal));
        Assert.Contains(thrown.Errors, line => line.Contains("another file has the sector energy", StringComparison.Ordinal));
    }

    [Fact]
    public void No_file_at_all_is_an_error() => Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([]));
}
