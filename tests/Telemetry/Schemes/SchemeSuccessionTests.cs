using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

/// <summary>An operator's file upon the platform's schemes, and what may follow what holds.</summary>
public class SchemeSuccessionTests
{
    private static readonly SchemeCatalog s_carried = SchemeCatalog.Load();

    private const string SoilMoisture = """
          - number: 1003
            code: SOIL_MOISTURE
            name: { vi: "Độ ẩm đất theo thể tích", en: "Volumetric soil moisture" }
            unit: { ucum: "%", sdmx: PT }
            fail: [0, 100]
            suspect: [5, 55]
            period_s: 1800
            warn: { below: 25 }
            device: twmean
            area: mean
        """;

    private const string LeafWetness = """
          - number: 1900
            code: LEAF_WETNESS
            name: { vi: "Độ ướt lá", en: "Leaf wetness" }
            unit: { ucum: "%", sdmx: PT }
            fail: [0, 100]
            suspect: [0, 100]
            period_s: 600
            device: mean
            area: mean
        """;

    [Fact]
    public void A_file_changes_what_it_names_adds_what_is_new_and_leaves_the_rest()
    {
        var schemes = s_carried.With([("farms.yaml", File(Version + 1, SoilMoisture, LeafWetness))]);

        Assert.True(schemes.TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var changed));
        Assert.Equal(new ValueSpan(5, 55), changed.SuspectSpan);
        Assert.True(schemes.TryGet(1900, out var added));
        Assert.True(schemes.TryGet(Sector.Agriculture, out var scheme) && scheme.Names.TryFind("leaf_wetness"u8, out var number) && number == added.Number);
        Assert.True(s_carried.TryGet(Sector.Agriculture, "WATER_SALINITY", out var known));
        Assert.True(schemes.TryGet(Sector.Agriculture, "WATER_SALINITY", out var left));
        Assert.Equal(known, left);
        Assert.Equal(s_carried.Schemes.Length, schemes.Schemes.Length);
    }

    [Fact]
    public void What_was_kept_of_a_scheme_gives_the_same_scheme_again()
    {
        s_carried.With([("farms.yaml", File(Version + 1, SoilMoisture, LeafWetness))]).TryGet(Sector.Agriculture, out var scheme);

        var again = SchemeText.Of(scheme!.Text.Stored).Read();

        Assert.Equal(scheme.Text.Sha256, again.Text.Sha256);
        Assert.Equal(scheme.Version, again.Version);
        Assert.All(scheme.Indicators.Zip(again.Indicators), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Theory]
    [InlineData("number: 1003", "number: 1901", "farms.yaml:4: indicators[0].number: SOIL_MOISTURE is 1003 for ever")]
    [InlineData("code: SOIL_MOISTURE", "code: MOISTURE", "farms.yaml:4: indicators[0].number: 1003 is SOIL_MOISTURE's for ever")]
    [InlineData("ucum: \"%\"", "ucum: \"1\"", "indicators[0].unit: SOIL_MOISTURE is in %: another needs a new indicator")]
    [InlineData("period_s: 1800", "period_s: 600", "indicators[0].period_s: SOIL_MOISTURE has the period 1800 s: another needs")]
    [InlineData("device: twmean", "device: mean", "indicators[0].device: SOIL_MOISTURE has the method twmean: another needs")]
    [InlineData("area: mean", "area: max", "indicators[0].area: SOIL_MOISTURE has the method mean: another needs")]
    public void What_is_booked_by_never_changes(string part, string other, string error) =>
        Assert.Contains(ErrorsOf([("farms.yaml", File(Version + 1, SoilMoisture.Replace(part, other, StringComparison.Ordinal)))]), found => found.Contains(error, StringComparison.Ordinal));

    [Fact]
    public void The_limit_of_a_share_in_breach_is_its_method()
    {
        var level = """
              - number: 1002
                code: FIELD_WATER_LEVEL
                name: { vi: "Mực nước", en: "Level" }
                unit: { ucum: "cm", sdmx: CM }
                fail: [-50, 60]
                suspect: [-30, 30]
                period_s: 1800
                warn: { at_or_below: -12 }
                device: twmean
                area: share_breach
            """;
        Assert.Contains("warn: FIELD_WATER_LEVEL counts the time beyond <=-10", Assert.Single(ErrorsOf([("farms.yaml", File(Version + 1, level))])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_is_over_the_platforms_own_and_every_error_is_listed()
    {
        var errors = ErrorsOf(
            [("a.yaml", File(Version, SoilMoisture.Replace("period_s: 1800", "period_s: 1", StringComparison.Ordinal))), ("b.yaml", "sector: mining\nversion: 1\nindicators: []")]);
        Assert.Contains(errors, error => error.StartsWith("a.yaml:1: version: must be over", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("period_s", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("b.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public void What_follows_a_scheme_that_holds_has_a_higher_version_and_all_of_its_indicators()
    {
        var held = s_carried.With([("farms.yaml", File(Version + 2, SoilMoisture, LeafWetness))]);

        Assert.Contains("LEAF_WETNESS is there, and no indicator ever goes", Assert.Single(ErrorsOf([("farms.yaml", File(Version + 3, SoilMoisture))], held)), StringComparison.Ordinal);
        Assert.Contains("holds with another content", Assert.Single(ErrorsOf([("farms.yaml", File(Version + 2, LeafWetness))], held)), StringComparison.Ordinal);
        Assert.Contains(ErrorsOf([], held), error => error.Contains("a version never falls; was a file taken away?", StringComparison.Ordinal));
        Assert.Contains(
            ErrorsOf([("farms.yaml", File(Version + 3, LeafWetness.Replace("period_s: 600", "period_s: 60", StringComparison.Ordinal)))], held),
            error => error.Contains("LEAF_WETNESS has the period 600 s", StringComparison.Ordinal));
        Assert.True(s_carried.With([("farms.yaml", File(Version + 3, LeafWetness))], held).TryGet(1900, out _));
    }

    private static int Version => s_carried.TryGet(Sector.Agriculture, out var scheme) ? scheme.Version : 0;

    private static string File(int version, params string[] indicators) =>
        $"sector: agriculture\nversion: {version}\nindicators:\n{string.Join('\n', indicators)}\n";

    private static IReadOnlyList<string> ErrorsOf(IEnumerable<(string, string)> files, SchemeCatalog? held = null) =>
        Assert.Throws<SchemeException>(() => s_carried.With(files, held)).Errors;
}
