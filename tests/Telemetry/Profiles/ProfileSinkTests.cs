using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;
using static SmartSectors.Telemetry.Tests.Profiles.ProfiledRecorder;

namespace SmartSectors.Telemetry.Tests.Profiles;

public class ProfileSinkTests
{
    private static readonly Profile s_probe = Parse("agriculture", """
        fields:
          - { name: moist, indicator: SOIL_MOISTURE, unit: "%", scale: 0.1 }
          - { name: temp, indicator: AIR_TEMP, unit: "°F" }
          - { name: temp, indicator: AIR_HUMIDITY, unit: "%" }
          - { name: ec, indicator: SOIL_EC, unit: uS/cm }
          - { name: do, indicator: WATER_DO, unit: mg/L, ignore_unit: true }
          - { name: độ mặn, indicator: WATER_SALINITY, scale: 2, offset: -1 }
          - { name: rain, indicator: RAIN, words: { dry: 0, "pouring": 50 } }
          - { indicator: WATER_TEMP }
        ignore: [battery, "Node Control/*"]
        position: { latitude: gps.lat, longitude: gps.lon, accuracy: gps.acc }
        """);

    [Theory]
    [InlineData("""{"moist":312}""", "SOIL_MOISTURE = 31.2")]
    [InlineData("""{"MOIST":"312"}""", "SOIL_MOISTURE = 31.2")]
    [InlineData("""{"temp":77}""", "AIR_TEMP = 25")]
    [InlineData("""{"ec":1070}""", "SOIL_EC = 1.07")]
    [InlineData("""{"độ mặn":1.5}""", "WATER_SALINITY = 2")]
    [InlineData("""{"rain":"Pouring"}""", "RAIN = 50")]
    [InlineData("""{"rain":"drizzle"}""", "reject not_numeric rain")]
    [InlineData("""{"soil_temp":-0.0}""", "SOIL_TEMP = 0")]
    [InlineData("""{"battery":3.6,"Node Control/Reboot":true,"moist":0}""", "SOIL_MOISTURE = 0")]
    [InlineData("""{"colour":1,"moist":1e400,"ec":"NaN","temp":1e12}""", "reject unknown_indicator colour | reject not_finite moist | reject not_finite ec | reject out_of_range temp")]
    [InlineData("""{"colour":null,"moist":null,"ec":[1],"battery":null}""", "reject unknown_indicator colour | reject not_numeric moist | reject nested ec")]
    public void Fields_become_readings(string body, string expected) =>
        Assert.Equal($"begin | {expected} | end", Decode(s_probe, "v2/t", body));

    [Theory]
    [InlineData("""[{"n":"ec","u":"mS/cm","v":1.07}]""", "SOIL_EC = 1.07")]
    [InlineData("""[{"n":"ec","u":"Cel","v":1}]""", "reject unit_mismatch ec")]
    [InlineData("""[{"n":"ec","u":"furlong","v":1}]""", "reject unit_mismatch ec")]
    [InlineData("""[{"n":"do","u":"ppm","v":5.5}]""", "WATER_DO = 5.5")]
    [InlineData("""[{"n":"temp","u":"K","v":300.15},{"n":"temp","u":"%RH","v":80},{"n":"temp","v":32}]""", "AIR_TEMP = 27 | AIR_HUMIDITY = 80 | AIR_TEMP = 0")]
    [InlineData("""[{"n":"soil_temp","u":"K","v":300.15}]""", "SOIL_TEMP = 27")]
    [InlineData("""[{"bn":"pond","u":"Cel","v":28}]""", "WATER_TEMP = 28")]
    public void The_message_s_own_unit_is_converted_or_refused(string body, string expected) =>
        Assert.Equal($"begin | {expected} | end", Decode(s_probe, "senml/x", body));

    [Fact]
    public void A_device_that_is_not_known_has_every_reading_refused_as_such() => Assert.Equal(
        "reject unknown_device t | reject unknown_device u | begin | SOIL_MOISTURE = 0.1 | end",
        Decode(s_probe, "v1/gateway/telemetry", """{"nobody":[{"t":1,"u":null}],"probe":[{"moist":1}]}"""));

    [Fact]
    public void Named_fields_may_be_a_position()
    {
        Assert.Equal(
            "begin | SOIL_MOISTURE = 0.1 | position 21 105.5 7 | end",
            Decode(s_probe, "zigbee2mqtt/x", """{"gps":{"lat":21,"lon":"105.5","acc":7},"moist":1}"""));
        Assert.Equal("begin | position 91 105 NaN | end", Decode(s_probe, "zigbee2mqtt/x", """{"gps":{"lat":91,"lon":105}}"""));
        Assert.Equal("begin | position 21 NaN NaN | end", Decode(s_probe, "zigbee2mqtt/x", """{"gps":{"lat":21}}"""));
    }

    [Theory]
    [InlineData("""{"moist":1,"status":"CAL"}""", "SOIL_MOISTURE = 1 | condition calibrating")]
    [InlineData("""{"status":"fault","moist":1}""", "condition error | SOIL_MOISTURE = 1")]
    [InlineData("""{"status":1}""", "condition calibrating")]
    [InlineData("""{"status":"02"}""", "condition error")]
    [InlineData("""{"status":2.0}""", "condition error")]
    [InlineData("""{"status":"00"}""", "condition normal")]
    [InlineData("""{"status":"warming up"}""", "condition normal")]
    [InlineData("""{"status":true}""", "condition calibrating")]
    public void A_field_may_tell_the_device_s_condition(string body, string expected) =>
        Assert.Equal($"begin | {expected} | end", Decode(s_analyser, "v2/t", body));

    [Fact]
    public void A_condition_that_is_no_value_says_nothing() =>
        Assert.Equal("begin | SOIL_MOISTURE = 1 | end", Decode(s_analyser, "v2/t", """{"status":null,"moist":1}"""));

    // The states of automatic monitoring stations: 00 measuring, 01 calibrating, 02 in error.
    private static readonly Profile s_analyser = Parse("agriculture", """
        fields:
          - { name: moist, indicator: SOIL_MOISTURE }
        condition: { name: status, calibrating: [cal, "01"], error: [fault, 2] }
        """);

    [Fact]
    public void A_field_that_is_left_out_at_zero_is_zero()
    {
        Assert.True(ProfileCatalog.Load().TryGet("owntracks-vehicle", out var profile));
        const string Stopped = """{"_type":"location","lat":21,"lon":105,"tst":1732212345}""";
        Assert.Equal("begin 1732212345000 | position 21 105 NaN | VEHICLE_SPEED = 0 | end", Decode(profile, "owntracks/u/d", Stopped));
        Assert.Equal(
            "begin 1732212345000 | position 21 105 NaN | VEHICLE_SPEED = 42 | end",
            Decode(profile, "owntracks/u/d", Stopped.Replace("}", ""","vel":42,"cog":1}""")));
        Assert.Equal(
            "begin 1732212345000 | position 21 105 NaN | reject not_numeric vel | end",
            Decode(profile, "owntracks/u/d", Stopped.Replace("}", ""","vel":"fast"}""")));
        Assert.Equal(
            "begin 1732212345000 | position 121 105 NaN | VEHICLE_SPEED = 0 | end",
            Decode(profile, "owntracks/u/d", Stopped.Replace("21,", "121,")));
    }

    [Fact]
    public void A_late_bus_has_a_delay()
    {
        Assert.True(ProfileCatalog.Load().TryGet("hsl-bus", out var profile));
        Assert.Equal(
            "begin 1732212345000 | position 60.2 25 NaN | VEHICLE_SPEED = 36 | BUS_DELAY = 61 | BUS_OCCUPANCY = 40 | end",
            Decode(profile, "/hfp/v2/journey/ongoing/vp/bus/1/2", """{"VP":{"tsi":1732212345,"lat":60.2,"long":25,"spd":10,"dl":-61,"occu":40,"hdg":1,"veh":2}}"""));
    }

    [Theory]
    [InlineData("{ precision: auto }", """{"ts":1732212345,"values":{"soil_temp":1}}""", "begin 1732212345000")]
    [InlineData("{ precision: s }", """{"ts":1732212345,"values":{"soil_temp":1}}""", "begin 1732212345000")]
    [InlineData("{ precision: us }", """{"ts":1732212345123456,"values":{"soil_temp":1}}""", "begin 1732212345123")]
    [InlineData("{ precision: format }", """{"ts":1732212345123,"values":{"soil_temp":1}}""", "begin 1732212345123")]
    [InlineData("{ from: receipt }", """{"ts":1732212345123,"values":{"soil_temp":1}}""", "begin")]
    [InlineData("{ from: gateway }", """{"ts":1732212345123,"values":{"soil_temp":1}}""", "begin 1732212345123")]
    public void A_profile_says_what_the_time_is(string time, string body, string begin) =>
        Assert.Equal($"{begin} | SOIL_TEMP = 1 | end", Decode(Parse("agriculture", $"time: {time}"), "v2/t", body));

    [Fact]
    public void The_gateway_s_time_goes_before_the_network_s()
    {
        Assert.True(ProfileCatalog.Load().TryGet("lorawan-soil-probe", out var profile));
        Assert.Equal(
            "begin 1658136855000 | SOIL_EC = 1.07 | end",
            Decode(profile, "application/7/device/01/event/up", """{"time":"2022-07-18T09:34:17Z","object":{"conductivity":1070,"battery":3.6},"rxInfo":[{"gwTime":"2022-07-18T09:34:15Z"}]}"""));
    }

    [Fact]
    public void A_plain_profile_says_the_same_as_the_native_decoder()
    {
        var plain = ProfileCatalog.Load().Choose(ForeignFormat.ThingsBoardDevice, Sector.Agriculture, default);
        Assert.True(plain.IsPlain);
        Assert.Equal(
            "begin 7 | SOIL_MOISTURE = 31.2 | reject unknown_indicator x | reject unknown_indicator ts | reject not_numeric soil_temp | reject nested soil_ec | end",
            Decode(plain, "v2/t", """{"ts":7,"values":{"soil_moisture":"31.2","x":"y","ts":null,"soil_temp":"warm","soil_ec":{}}}"""));
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        var body = """{"ts":1732212345123,"values":{"moist":312,"temp":77,"ec":1070,"battery":1,"colour":2}}"""u8.ToArray();
        Assert.True(ForeignTopic.TryParse("v2/t"u8, out var topic));
        var limits = new DecodeLimits();
        var sink = new ProfileSink<SilentSink>(new SilentSink(s_probe));
        for (var warm = 0; warm < 50; warm++) ForeignDecoder.Decode(topic, body, ReceivedMs, ref sink, limits);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) ForeignDecoder.Decode(topic, body, ReceivedMs, ref sink, limits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private readonly ref struct SilentSink(Profile profile) : IDeviceSink
    {
        public RejectReason Open(scoped in SampleHead head, out Profile? found)
        {
            found = profile;
            return RejectReason.None;
        }

        public void BeginSample(long timeMs)
        {
        }

        public void Value(ushort indicator, double value)
        {
        }

        public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
        {
        }

        public void Position(scoped in GeoPosition position)
        {
        }

        public void Condition(DeviceCondition condition)
        {
        }

        public void EndSample()
        {
        }
    }
}
