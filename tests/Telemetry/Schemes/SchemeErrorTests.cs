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
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: \">50\"", "indicators[0].warn: must be a mapping")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { }", "indicators[0].warn: must have below")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { below: 50.2, above: 49.8 }", "indicators[0].warn: must leave room")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { below: 1, at_or_below: 1 }", "indicators[0].warn: has a side twice")]
    [InlineData("warn: { below: 49.8, above: 50.2 }", "warn: { beyond: 1, below: 1 }", "indicators[0].warn.beyond: is not known")]
    [InlineData("device: mean", "device: median", "indicators[0].device: must be one of counter_delta")]
    [InlineData("area: mean", "area: mean\n    colour: red", "indicators[0].colour: is not known")]
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
    public void A_share_of_breach_needs_a_limit()
    {
        var broken = Valid.Replace("warn: { below: 49.8, above: 50.2 }", "warn: null", StringComparison.Ordinal)
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
