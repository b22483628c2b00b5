using SmartSectors.Telemetry.Profiles;
using static SmartSectors.Telemetry.Tests.Profiles.ProfiledRecorder;

namespace SmartSectors.Telemetry.Tests.Profiles;

public class DerivedFieldTests
{
    private static readonly Profile s_press = Parse("manufacturing", """
        fields:
          - { name: temp, indicator: MOTOR_TEMP, unit: "°F" }
          - { name: silent, indicator: NOISE, absent: 30 }
        inputs: { busy: s, shift: s }
        derived:
          - { indicator: OEE, formula: "busy / shift * [perf/rate] * quality", unit: "1" }
          - { indicator: VIBRATION_RMS, formula: "max(MOTOR_TEMP, temp) / silent" }
        """);

    [Theory]
    [InlineData("""{"busy":27000,"shift":36000,"perf/rate":0.9,"quality":0.96}""", "NOISE = 30 | OEE = 64.8")]
    [InlineData("""{"quality":"0.96","perf/rate":0.9,"shift":36000,"busy":27000}""", "NOISE = 30 | OEE = 64.8")]
    [InlineData("""{"busy":27000,"shift":36000,"perf/rate":0.9}""", "NOISE = 30")] // an input is missing
    [InlineData("""{"busy":1,"shift":0,"perf/rate":1,"quality":1}""", "NOISE = 30 | reject not_finite OEE")]
    [InlineData("""{"busy":1e12,"shift":1,"perf/rate":1,"quality":1}""", "reject out_of_range busy | NOISE = 30")]
    [InlineData("""{"busy":"all day","shift":1,"perf/rate":1,"quality":1}""", "reject not_numeric busy | NOISE = 30")]
    [InlineData("""{"OEE":50}""", "NOISE = 30")] // the formula says it
    [InlineData("""{"temp":212,"MOTOR_TEMP":90,"silent":40}""", "MOTOR_TEMP = 100 | MOTOR_TEMP = 90 | NOISE = 40 | VIBRATION_RMS = 2.5")]
    [InlineData("""{"temp":212,"MOTOR_TEMP":120}""", "MOTOR_TEMP = 100 | MOTOR_TEMP = 120 | NOISE = 30 | VIBRATION_RMS = 4")]
    public void A_formula_is_a_reading_of_the_samples_that_have_its_inputs(string body, string expected) =>
        Assert.Equal($"begin | {expected} | end", Decode(s_press, "v2/t", body));

    [Fact]
    public void An_input_of_another_unit_is_converted_or_refused()
    {
        const string Rest = """{"n":"shift","v":36000},{"n":"perf/rate","v":1},{"n":"quality","v":1}""";
        Assert.Equal("begin | NOISE = 30 | OEE = 75 | end", Decode(s_press, "senml/x", $$"""[{"n":"busy","u":"h","v":7.5},{{Rest}}]"""));
        Assert.Equal("begin | reject unit_mismatch busy | NOISE = 30 | end", Decode(s_press, "senml/x", $$"""[{"n":"busy","u":"Cel","v":1},{{Rest}}]"""));
    }

    [Fact]
    public void No_sample_takes_an_input_from_the_one_before() => Assert.Equal(
        "begin 1000 | NOISE = 30 | end | begin 2000 | NOISE = 30 | end",
        Decode(s_press, "v1/devices/me/telemetry", """[{"ts":1000,"values":{"busy":1,"shift":1}},{"ts":2000,"values":{"perf/rate":1,"quality":1}}]"""));

    [Theory]
    [InlineData("derived: [{ indicator: OEE, formula: a + }]", "derived[0].formula: ends where a number, a name or a bracket is expected")]
    [InlineData("derived: [{ indicator: OEE, formula: \"1 + 2\" }]", "derived[0].formula: names no field")]
    [InlineData("derived: [{ indicator: NONE, formula: a }]", "derived[0].indicator: manufacturing has no NONE")]
    [InlineData("derived: [{ indicator: OEE, formula: a, unit: Cel }]", "derived[0].unit: Cel does not convert to %")]
    [InlineData("derived: [{ indicator: OEE, formula: OEE + a }]", "derived: OEE comes from elsewhere as well")]
    [InlineData("derived: [{ indicator: OEE, formula: a }, { indicator: OEE, formula: b }]", "derived: OEE comes from elsewhere as well")]
    [InlineData("derived: [{ indicator: OEE, formula: a }, { indicator: NOISE, formula: OEE }]", "derived: OEE comes from elsewhere as well")]
    [InlineData("fields: [{ name: x, indicator: OEE }]\nderived: [{ indicator: OEE, formula: a }]", "derived: OEE comes from elsewhere as well")]
    [InlineData("ignore: [a]\nderived: [{ indicator: OEE, formula: a }]", "derived[0].formula: names a, which is ignored, a position or the condition")]
    [InlineData("inputs: { a: parsec }\nderived: [{ indicator: OEE, formula: a }]", "inputs.a: parsec is no unit that the platform knows")]
    [InlineData("fields: [{ name: a, indicator: NOISE }]\ninputs: { a: s }\nderived: [{ indicator: OEE, formula: a }]", "inputs.a: is another field already, which has its unit there")]
    [InlineData("inputs: { a: s }", "inputs: is not known")]
    [InlineData("fields: [{ name: a, indicator: NOISE }, { name: a, indicator: OEE }]\nderived: [{ indicator: MOTOR_TEMP, formula: a }]", "derived[0].formula: names a, which is several fields")]
    public void Every_error_of_a_formula_is_told(string yaml, string expected) =>
        Assert.Contains(Assert.Throws<ProfileException>(() => Parse("manufacturing", yaml)).Errors, error => error.Contains(expected, StringComparison.Ordinal));
}
