using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Decoding;

namespace SmartSectors.Telemetry.Tests.Decoding;

public class ForeignTopicTests
{
    [Theory]
    [InlineData("v1/devices/me/telemetry", "ThingsBoardDevice Readings , , ")]
    [InlineData("v1/devices/me/attributes", "ThingsBoardDevice Other , , ")]
    [InlineData("v1/devices/me/rpc/response/1", "ThingsBoardDevice Other , , ")]
    [InlineData("v2/t", "ThingsBoardDevice Readings , , ")]
    [InlineData("v2/t/j", "ThingsBoardDevice Readings , , ")]
    [InlineData("v1/gateway/telemetry", "ThingsBoardGateway Readings , , ")]
    [InlineData("v1/gateway/connect", "ThingsBoardGateway Connect , , ")]
    [InlineData("v1/gateway/disconnect", "ThingsBoardGateway Disconnect , , ")]
    [InlineData("v1/gateway/attributes", "ThingsBoardGateway Other , , ")]
    [InlineData("spBv1.0/factory/NBIRTH/line 1", "Sparkplug NodeBirth Readings factory,line 1,")]
    [InlineData("spBv1.0/factory/DDATA/line 1/press", "Sparkplug DeviceData Readings factory,line 1,press")]
    [InlineData("spBv1.0/factory/NCMD/line 1", "Sparkplug NodeCommand Other factory,line 1,")]
    [InlineData("spBv1.0/factory/DCMD/line 1/press", "Sparkplug DeviceCommand Other factory,line 1,press")]
    [InlineData("spBv1.0/STATE/host", "Sparkplug Other , , ")]
    [InlineData("spBv1.0/factory/NDATA", "Sparkplug Bad , , ")]
    [InlineData("spBv1.0/factory/NDATA/", "Sparkplug Bad , , ")]
    [InlineData("spBv1.0/factory/NDATA/line 1/press", "Sparkplug Bad , , ")]
    [InlineData("spBv1.0/factory/DDATA/line 1", "Sparkplug Bad , , ")]
    [InlineData("spBv1.0/factory/DDATA/line 1/press/more", "Sparkplug Bad , , ")]
    [InlineData("spBv1.0/factory/XDATA/line 1", "Sparkplug Bad , , ")]
    [InlineData("senml/gw-1", "Senml Readings ,,gw-1")]
    [InlineData("senml/farm/gw-1", "Senml Readings ,,farm/gw-1")]
    [InlineData("senml/", "Senml Bad ,,")]
    [InlineData("application/7/device/0102030405060708/event/up", "ChirpStack Readings 7,,0102030405060708")]
    [InlineData("application/7/device/0102030405060708/event/location", "ChirpStack Readings 7,,0102030405060708")]
    [InlineData("application/7/device/0102030405060708/event/join", "ChirpStack Other 7,,0102030405060708")]
    [InlineData("application/7/device/0102030405060708/command/down", "ChirpStack Other 7,,0102030405060708")]
    [InlineData("application/7/device//event/up", "ChirpStack Bad 7,,")]
    [InlineData("v3/app@ttn/devices/probe-1/up", "TheThingsStack Readings app@ttn,,probe-1")]
    [InlineData("v3/app@ttn/devices/probe-1/join", "TheThingsStack Other app@ttn,,probe-1")]
    [InlineData("v3/app@ttn/devices/probe-1", "TheThingsStack Bad app@ttn,,probe-1")]
    [InlineData("owntracks/fleet/truck-7", "OwnTracks Readings ,,fleet/truck-7")]
    [InlineData("owntracks/fleet/truck-7/event", "OwnTracks Other ,,fleet/truck-7")]
    [InlineData("owntracks/fleet", "OwnTracks Bad ,,fleet")]
    [InlineData("owntracks/fleet/", "OwnTracks Bad ,,fleet/")]
    [InlineData("/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069/1/Malmi/7:20/1130106/2/60;24/19/73/44", "Hsl Readings ,,0055/01216")]
    [InlineData("/hfp/v2/journey/ongoing/vp/bus/0055", "Hsl Bad ,,0055")]
    [InlineData("/hfp/v2/journey/ongoing/dep/bus/0055/01216/1069", "Hsl Other ,,")]
    [InlineData("zigbee2mqtt/ward 3/fridge", "Zigbee2Mqtt Readings ,,ward 3/fridge")]
    [InlineData("zigbee2mqtt/fridge/set", "Zigbee2Mqtt Other ,,fridge/set")]
    [InlineData("zigbee2mqtt/fridge/set/state", "Zigbee2Mqtt Other ,,fridge/set/state")]
    [InlineData("zigbee2mqtt/fridge/get", "Zigbee2Mqtt Other ,,fridge/get")]
    [InlineData("zigbee2mqtt/ward 3/fridge/availability", "Zigbee2Mqtt Availability ,,ward 3/fridge")]
    [InlineData("zigbee2mqtt//availability", "Zigbee2Mqtt Bad ,,")]
    [InlineData("zigbee2mqtt/bridge/devices", "Zigbee2Mqtt DeviceList ,,")]
    [InlineData("zigbee2mqtt/bridge/state", "Zigbee2Mqtt BridgeState ,,")]
    [InlineData("zigbee2mqtt/bridge/info", "Zigbee2Mqtt Other ,,bridge/info")]
    [InlineData("zigbee2mqtt/bridge/logging", "Zigbee2Mqtt Other ,,bridge/logging")]
    [InlineData("zigbee2mqtt/bridge/groups", "Zigbee2Mqtt Other ,,bridge/groups")]
    [InlineData("zigbee2mqtt/bridge/event", "Zigbee2Mqtt Other ,,bridge/event")]
    [InlineData("zigbee2mqtt/bridge/response/device/rename", "Zigbee2Mqtt Other ,,bridge/response/device/rename")]
    [InlineData("zigbee2mqtt/bridge/request/permit_join", "Zigbee2Mqtt Other ,,bridge/request/permit_join")]
    [InlineData("telegraf/host/cpu", "InfluxLine Readings ,,")]
    [InlineData("influx/pump", "InfluxLine Readings ,,")]
    public void A_topic_tells_format_kind_and_parts(string topic, string expected)
    {
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts));
        var message = parts.Message is 0 ? "" : $"{parts.Message} ";
        Assert.Equal(
            expected.Replace(" ", ""),
            $"{parts.Format}{message}{parts.Kind}{Text(parts.Scope)},{Text(parts.Node)},{Text(parts.Device)}".Replace(" ", ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sectors/agriculture/farm-1/probe-1/telemetry")]
    [InlineData("v1/devices/you/telemetry")]
    [InlineData("v2/tt")]
    [InlineData("application/7/up")]
    [InlineData("v3/app/gateways/x")]
    [InlineData("spAv1.0/factory/NDATA/line")]
    [InlineData("zigbee2mqtt")]
    [InlineData("home/kitchen")]
    public void Other_topics_are_of_no_foreign_format(string topic) =>
        Assert.False(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out _));

    [Fact]
    public void Any_piece_of_any_topic_is_parsed_or_not_but_never_throws()
    {
        var topics = new[]
        {
            "v1/devices/me/telemetry", "v1/gateway/connect", "spBv1.0/g/DDATA/n/d", "senml/a/b", "application/7/device/01/event/up",
            "v3/app@ttn/devices/d/up", "owntracks/u/d/event", "/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069", "zigbee2mqtt/a/set/b", "telegraf/h",
        };
        Prop.ForAll(
            (from topic in Gen.Elements(topics)
             from start in Gen.Choose(0, topic.Length)
             from length in Gen.Choose(0, topic.Length - start)
             from slashes in Gen.Choose(0, 3)
             select topic[..length] + new string('/', slashes) + topic[start..]).ToArbitrary(),
            topic =>
            {
                if (!ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts)) return;
                Assert.False(parts.Kind is ForeignKind.Readings && parts.Message is not 0 && parts.Node.IsEmpty);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
