using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Tests.Decoding.Sparkplug;
using SmartSectors.Telemetry.Tests.Profiles;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>The messages of docs/payloads, by the profiles that this build carries.</summary>
public class DocumentedExampleTests
{
    [Theory]
    [InlineData(Sector.Agriculture, "v1/devices/me/telemetry", """{"ts":1795212000000,"values":{"soil_moisture":31.2,"soil_temp":27.4}}""", "begin 1795212000000 | SOIL_MOISTURE = 31.2 | SOIL_TEMP = 27.4 | end")]
    [InlineData(Sector.Agriculture, "v1/gateway/telemetry", """{"Dev A":[{"ts":1795212000000,"values":{"soil_temp":27.4}}],"Dev B":[{"soil_temp":26.9}]}""", "begin 1795212000000 | SOIL_TEMP = 27.4 | end | begin | SOIL_TEMP = 26.9 | end")]
    [InlineData(Sector.Agriculture, "senml/probe-1", """[{"bn":"urn:dev:mac:0024befffe804ff1:","bt":1795212000,"n":"soil_temp","u":"Cel","v":27.4},{"n":"soil_moisture","u":"%","v":31.2}]""", "begin 1795212000000 | SOIL_TEMP = 27.4 | SOIL_MOISTURE = 31.2 | end")]
    [InlineData(Sector.Agriculture, "application/7/device/0102030405060708/event/up", """{"time":"2026-11-21T10:00:00Z","deviceInfo":{"deviceProfileName":"Soil probe","devEui":"0102030405060708"},"fPort":1,"data":"qg==","object":{"soil_moisture":31.2},"rxInfo":[{"gwTime":"2026-11-21T10:00:00Z"}]}""", "begin 1795255200000 | SOIL_MOISTURE = 31.2 | end")]
    [InlineData(Sector.Agriculture, "v3/farm@ttn/devices/probe-1/up", """{"end_device_ids":{"device_id":"probe-1"},"received_at":"2026-11-21T10:00:00Z","uplink_message":{"f_port":1,"frm_payload":"gkHe","decoded_payload":{"soil_moisture":31.2}}}""", "begin 1795255200000 | SOIL_MOISTURE = 31.2 | end")]
    [InlineData(Sector.Transport, "owntracks/fleet-7/truck-12", """{"_type":"location","lat":21.0278,"lon":105.8342,"acc":12,"tst":1795212000,"vel":42}""", "begin 1795212000000 | position 21.0278 105.8342 12 | VEHICLE_SPEED = 42 | end")]
    [InlineData(Sector.Transport, "/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069/1/Malmi/7:20/1130106/2/60;24/19/73/44", """{"VP":{"oper":22,"tst":"2026-11-21T10:00:00.123Z","tsi":1795255200,"spd":9.5,"lat":21.0278,"long":105.8342,"dl":-61,"occu":40}}""", "begin 1795255200123 | position 21.0278 105.8342 NaN | VEHICLE_SPEED = 34.2 | BUS_DELAY = 61 | BUS_OCCUPANCY = 40 | end")]
    [InlineData(Sector.Health, "zigbee2mqtt/ward 3/fridge", """{"temperature":5.4,"contact":true,"linkquality":120}""", "begin | VACCINE_TEMP = 5.4 | end")]
    public void The_example_of_a_format_becomes_readings(Sector sector, string topic, string body, string expected)
    {
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts));
        var profile = ProfileCatalog.Load().Choose(parts.Format, sector, default);
        Assert.Equal(expected, ProfiledRecorder.Decode(profile, topic, body));
    }

    [Fact]
    public void The_line_of_Telegraf_needs_a_profile() => Assert.Equal(
        "begin 1795212000000 | SOIL_MOISTURE = 31.2 | end",
        ProfiledRecorder.Decode(
            ProfiledRecorder.Parse("agriculture", "fields: [{ name: soil.moisture, indicator: SOIL_MOISTURE }]"),
            "telegraf/gw-1/soil", "soil,device=probe-1,unit=% moisture=31.2 1795212000000000000"));

    [Fact]
    public void The_pack_in_CBOR_is_27_degrees()
    {
        var (outcome, calls) = FieldRecorder.Decode("senml/probe-1", [0x81, 0xa3, 0x00, 0x69, .. "soil_temp"u8, 0x01, 0x63, .. "Cel"u8, 0x02, 0xf9, 0x4e, 0xc0]);
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(["begin probe-1", "soil_temp[Cel] = 27", "end"], calls);
    }

    [Fact]
    public void The_birth_in_base64_is_a_temperature() => Assert.Equal(
        "begin line-1 Birth | Soil_Temp[°C] = 27.4 | end",
        new SparkplugPeer().Take("NBIRTH", Convert.FromBase64String("EgsKBWJkU2VxIAhYBxIoCglTb2lsX1RlbXAQASAJShIKB2VuZ1VuaXQSBwgMQgPCsENlMzPbQRgA")));
}
