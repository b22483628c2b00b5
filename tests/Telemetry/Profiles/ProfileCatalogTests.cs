using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Profiles;

public class ProfileCatalogTests
{
    [Fact]
    public void The_profiles_of_this_build_are_whole()
    {
        var profiles = ProfileCatalog.Load();
        Assert.Equal(["hsl-bus", "lorawan-soil-probe", "owntracks-vehicle", "tracked-vehicle", "zigbee-vaccine-fridge"], profiles.Profiles.Select(profile => profile.Name));
        Assert.True(profiles.TryGet("OwnTracks-Vehicle", out var vehicle));
        Assert.Equal((Attribution.Position, TimeSpan.FromDays(7)), (vehicle.Attribution, vehicle.AllowedLateness));
        Assert.Same(vehicle, profiles.Choose(ForeignFormat.OwnTracks, Sector.Transport, default));
        Assert.True(profiles.Choose(ForeignFormat.OwnTracks, Sector.Health, default).IsPlain);
    }

    [Fact]
    public void Everything_that_a_profile_says_is_read()
    {
        var profile = ProfiledRecorder.Parse("agriculture", """
            models: [Soil Probe, lse01]
            default_for: [senml, sparkplug]
            identity: client
            attribution: site
            indicator_codes: false
            time: { from: gateway, precision: auto, lateness_s: 3600 }
            delivery_windows:
              - { from: "05:30", to: "06:10" }
              - { from: "23:50", to: "00:10" }
            """);
        Assert.Equal(SourceIdentity.Client, profile.Identity);
        Assert.Equal(TimeOrigin.Gateway, profile.TimeOrigin);
        Assert.Equal(TimePrecision.Auto, profile.TimePrecision);
        Assert.Equal(TimeSpan.FromHours(1), profile.AllowedLateness);
        Assert.Equal([new DeliveryWindow(new TimeOnly(5, 30), new TimeOnly(6, 10)), new DeliveryWindow(new TimeOnly(23, 50), new TimeOnly(0, 10))], profile.DeliveryWindows.AsEnumerable());
        Assert.Equal([ForeignFormat.Senml, ForeignFormat.Sparkplug], profile.DefaultFor.AsEnumerable());
        Assert.Null(profile.Find("SOIL_TEMP"u8));
        Assert.False(profile.IsPlain);
    }

    [Theory]
    [InlineData("{ name: temp, error: [x] }", "condition.name: temp is another field already")]
    [InlineData("{ name: status, error: [x, 2], maintenance: [\"2.0\"] }", "condition.maintenance: 2.0 is there already")]
    [InlineData("{ name: status, broken: [x] }", "condition.broken: is not known")]
    [InlineData("{ error: [x] }", "condition.name: is missing")]
    public void What_is_wrong_with_a_condition_is_said(string condition, string expected)
    {
        var error = Assert.Throws<ProfileException>(() => ProfiledRecorder.Parse(
            "agriculture", $"fields:\n  - {{ name: temp, indicator: AIR_TEMP }}\ncondition: {condition}"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_s_model_chooses_the_profile_in_its_sector()
    {
        var profiles = ProfileCatalog.Parse(
            [("a.yaml", "{ profile: a, version: 1, sector: agriculture, models: [Soil Probe] }"),
             ("b.yaml", "{ profile: b, version: 1, sector: agriculture, default_for: [chirpstack] }")],
            SchemeCatalog.Load());
        Assert.Equal("a", profiles.Choose(ForeignFormat.ChirpStack, Sector.Agriculture, "soil probe"u8).Name);
        Assert.Equal("b", profiles.Choose(ForeignFormat.ChirpStack, Sector.Agriculture, "other"u8).Name);
        Assert.True(profiles.Choose(ForeignFormat.ChirpStack, Sector.Health, "Soil Probe"u8).IsPlain);
    }

    [Theory]
    [InlineData("2026-11-22T00:00:00+07:00", "2026-11-21T05:30:00+07:00", "2026-11-21T06:10:00+07:00", "05:30", "06:10")]
    [InlineData("2026-11-22T06:09:59+07:00", "2026-11-21T05:30:00+07:00", "2026-11-21T06:10:00+07:00", "05:30", "06:10")]
    [InlineData("2026-11-22T06:10:00+07:00", "2026-11-22T05:30:00+07:00", "2026-11-22T06:10:00+07:00", "05:30", "06:10")]
    [InlineData("2026-11-22T00:10:00+07:00", "2026-11-21T23:50:00+07:00", "2026-11-22T00:10:00+07:00", "23:50", "00:10")]
    [InlineData("2026-11-22T00:09:00+07:00", "2026-11-20T23:50:00+07:00", "2026-11-21T00:10:00+07:00", "23:50", "00:10")]
    [InlineData("2026-11-22T23:55:00+07:00", "2026-11-21T23:50:00+07:00", "2026-11-22T00:10:00+07:00", "23:50", "00:10")]
    public void The_latest_window_is_the_one_that_ended_last(string now, string start, string end, string from, string to)
    {
        var window = new DeliveryWindow(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null));
        Assert.Equal((Ms(start), Ms(end)), window.Latest(Ms(now)));
    }

    [Theory]
    [InlineData("indicator: SOIL_TEMPS", "fields[0].indicator: agriculture has no SOIL_TEMPS")]
    [InlineData("indicator: SOIL_TEMP, unit: furlong", "fields[0].unit: furlong is no unit that the platform knows")]
    [InlineData("indicator: SOIL_TEMP, unit: km/h", "fields[0].unit: km/h does not convert to Cel")]
    [InlineData("indicator: SOIL_TEMP, scale: 0", "fields[0].scale: must not be 0")]
    [InlineData("indicator: SOIL_TEMP, scale: wide", "fields[0].scale: must be a number of at most 10⁹ in magnitude")]
    [InlineData("indicator: SOIL_TEMP, absent: 1000000000, scale: 10", "fields[0].absent: is beyond what a reading may be")]
    [InlineData("indicator: SOIL_TEMP, colour: red", "fields[0].colour: is not known")]
    [InlineData("unit: Cel", "fields[0].indicator: is missing")]
    [InlineData("indicator: SOIL_TEMP, ignore_unit: perhaps", "fields[0].ignore_unit: must be one of false, true")]
    [InlineData("indicator: SOIL_TEMP, words: { on: yes }", "fields[0].words.on: must be a number of at most 10⁹ in magnitude")]
    public void A_field_that_breaks_a_rule_is_told(string field, string expected) =>
        Assert.Equal($"test.yaml:4: {expected}", Assert.Single(ErrorsOf($"fields: [{{ name: t, {field} }}]")));

    [Fact]
    public void Every_error_of_every_file_is_listed()
    {
        var errors = Assert.Throws<ProfileException>(() => ProfileCatalog.Parse(
            [
                ("a.yaml", """
                    profile: a
                    version: 0
                    sector: agriculture
                    default_for: [owntracks, smoke_signals]
                    identity: nobody
                    time: { from: dial, precision: fast, lateness_s: 0, zone: east }
                    delivery_windows: [{ from: "25:00", to: "06:00" }]
                    position: { latitude: lat }
                    fields:
                      - { name: t, indicator: SOIL_TEMP }
                      - { name: T, indicator: AIR_TEMP }
                    ignore: [t]
                    colour: red
                    """),
                ("b.yaml", "{ profile: b, version: 1, sector: agriculture, default_for: [senml], models: [x] }"),
                ("c.yaml", "{ profile: B, version: 1, sector: agriculture, default_for: [senml], models: [X] }"),
                ("d.yaml", "{ profile: d, version: 1, sector: fishing }"),
                ("e.yaml", "[not, a, mapping]"),
            ],
            SchemeCatalog.Load())).Errors;

        foreach (var expected in new[]
        {
            "a.yaml:2: version:", "default_for: smoke_signals", "identity: must be", "time.from: must be", "time.precision: must be",
            "time.lateness_s: must be", "time.zone: is not known", "delivery_windows[0].from: must be", "position.longitude: is missing",
            "fields[1].name: is taken", "ignore: t is a field", "a.yaml:13: colour: is not known", "c.yaml: profile:", "c.yaml: default_for:",
            "c.yaml: models:", "d.yaml:1: sector: must be one of", "e.yaml: must be one YAML document",
        })
            Assert.Single(errors, error => error.Contains(expected, StringComparison.Ordinal));
        Assert.Equal(17, errors.Count);
    }

    private static IReadOnlyList<string> ErrorsOf(string yaml) =>
        Assert.Throws<ProfileException>(() => ProfiledRecorder.Parse("agriculture", yaml)).Errors;

    private static long Ms(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
