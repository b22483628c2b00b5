using System.Text;
using SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>What a Zigbee2MQTT bridge says of itself and of the devices behind it.</summary>
public class BridgeBodyTests
{
    /// <summary>In the form of Zigbee2MQTT's manual (MQTT topics and messages), with a coordinator and a device that it does not know.</summary>
    internal static readonly byte[] DeviceList = Encoding.UTF8.GetBytes("""
        [
         {"ieee_address":"0x00124b00120144ae","type":"Coordinator","network_address":0,"supported":false,"friendly_name":"Coordinator","endpoints":{"1":{"bindings":[]}},"definition":null},
         {"ieee_address":"0x00158d00018255df","type":"EndDevice","network_address":29159,"supported":true,"friendly_name":"ward 3\/fridge",
          "definition":{"source":"native","model":"WSDCGQ11LM","vendor":"Aqara","description":"Temperature and humidity sensor",
           "exposes":[{"type":"numeric","name":"temperature","access":1,"unit":"°C"},{"type":"switch","features":[{"type":"binary","name":"state","value_on":"ON"}]}]},
          "power_source":"Battery","disabled":false,"interview_state":"SUCCESSFUL"},
         {"friendly_name":"0xa4c138","type":"Router","definition":null}
        ]
        """);

    [Fact]
    public void A_list_tells_the_model_of_each_device_by_its_name()
    {
        Assert.Equal(RejectReason.None, BridgeDevices.Read(DeviceList, 500, out var models));
        Assert.Equal(
            [("0xa4c138", ""), ("ward 3/fridge", "WSDCGQ11LM")],
            models.Select(one => (Text(one.Key), Text(one.Value))).Order());
    }

    [Theory]
    [InlineData("", RejectReason.None)]
    [InlineData("[]", RejectReason.None)]
    [InlineData("""[{"friendly_name":"a","definition":{"model":null}},{"friendly_name":"b","definition":{"model":{"x":1}},"type":5}]""", RejectReason.None)]
    [InlineData("""{"friendly_name":"a"}""", RejectReason.Malformed)]
    [InlineData("""["a"]""", RejectReason.Malformed)]
    [InlineData("[[]]", RejectReason.Malformed)]
    [InlineData("[null]", RejectReason.Malformed)]
    [InlineData("[{}]", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":""}]""", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":1}]""", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":"a","friendly_name":"b"}]""", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":"a","definition":"WSDCGQ11LM"}]""", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":"\ud800"}]""", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":"a"}] []""", RejectReason.Malformed)]
    [InlineData("""[{"friendly_name":"a"},{"friendly_name":"b"},{"friendly_name":"c"}]""", RejectReason.TooManyReadings)]
    public void A_list_of_another_form_is_refused_as_a_whole(string body, RejectReason expected)
    {
        Assert.Equal(expected, BridgeDevices.Read(Encoding.UTF8.GetBytes(body), 2, out var models));
        Assert.All(models.Values, Assert.Empty);
        if (expected is not RejectReason.None) Assert.Empty(models);
    }

    [Fact]
    public void Deep_nesting_and_long_texts_of_a_list_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000));
        Assert.Equal(RejectReason.Malformed, BridgeDevices.Read(Encoding.UTF8.GetBytes($$"""[{"friendly_name":"a","definition":{{deep}}"""), 500, out _));

        var text = new string('n', 129);
        var escaped = string.Concat(Enumerable.Repeat("\\u0041", 129));
        var list = $$$"""[{"friendly_name":"{{{text}}}"},{"friendly_name":"{{{escaped}}}"},{"friendly_name":"a","definition":{"model":"{{{text}}}"}}]""";
        Assert.Equal(RejectReason.None, BridgeDevices.Read(Encoding.UTF8.GetBytes(list), 500, out var models));
        Assert.Equal(("a", ""), (Text(Assert.Single(models).Key), Text(models.Single().Value)));
    }

    [Theory]
    [InlineData("online", false)]
    [InlineData("offline", true)]
    [InlineData("""{"state":"online"}""", false)]
    [InlineData(""" {"since":{"a":[1]},"state":"offl\u0069ne"} """, true)]
    [InlineData("", false)]
    [InlineData("away", null)]
    [InlineData("Offline", null)]
    [InlineData("{}", null)]
    [InlineData("""{"state":true}""", null)]
    [InlineData("""{"state":"away"}""", null)]
    [InlineData("""{"state":"online","state":"offline"}""", null)]
    [InlineData("""{"state":"offline"}x""", null)]
    [InlineData("""{"state":"offline" """, null)]
    [InlineData("\"offline\"", null)]
    public void A_state_is_a_word_or_an_object_with_it(string body, bool? expected)
    {
        var refused = BridgeState.Read(Encoding.UTF8.GetBytes(body), out var isOffline);
        Assert.Equal(expected is null ? RejectReason.Malformed : RejectReason.None, refused);
        Assert.Equal(expected ?? false, isOffline);
    }

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text);
}
