using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Tests.Decoding.Sparkplug;
using static SmartSectors.Telemetry.Tests.Decoding.Sparkplug.SparkplugEncoder;

namespace SmartSectors.Telemetry.Tests.Decoding;

public class ForeignAllocationTests
{
    [Theory]
    [InlineData("v1/gateway/telemetry", """{"Dev A":[{"ts":1,"values":{"t":1,"s":"x"}}],"Dev \u0042":[{"t":2}]}""")]
    [InlineData("senml/gw", """[{"bn":"urn:dev:1:","bt":1.27e9,"n":"v","u":"V","v":120.1},{"n":"c","t":-5,"vb":true}]""")]
    [InlineData("application/7/device/01/event/up", """{"time":"2022-07-18T09:34:15.775Z","object":{"t":1,"a":[1,{"b":2}]}}""")]
    [InlineData("v3/a@t/devices/d/up", """{"received_at":"2020-02-12T15:15:42Z","uplink_message":{"decoded_payload":{"t":1}}}""")]
    [InlineData("owntracks/u/d", """{"_type":"location","lat":21.02,"lon":105.8,"tst":1732212345,"vel":42}""")]
    [InlineData("/hfp/v2/journey/ongoing/vp/bus/0055/01216", """{"VP":{"tsi":1,"spd":9.5,"lat":60.2,"long":25.0}}""")]
    [InlineData("zigbee2mqtt/f", """{"temperature":5.4,"state":"ON"}""")]
    [InlineData("telegraf/h", "cpu,host=gw\\ 1 usage=1.5,n=2i 1732212345123456789")]
    public void A_message_is_decoded_without_allocation(string topic, string body)
    {
        var topicBytes = Encoding.UTF8.GetBytes(topic);
        var bodyBytes = Encoding.UTF8.GetBytes(body);
        var limits = new DecodeLimits();
        AssertAllocatesNothing(() =>
        {
            var sink = new CountingSink();
            Assert.True(ForeignTopic.TryParse(topicBytes, out var parts));
            if (ForeignDecoder.Decode(parts, bodyBytes, 0, ref sink, limits) is not RejectReason.None || sink.Fields == 0) Assert.Fail("refused");
        });
    }

    [Fact]
    public void Sparkplug_data_is_decoded_without_allocation()
    {
        var peer = new SparkplugPeer();
        peer.Take("NBIRTH", Payload(1, 0, Metric("a", 1, 9, 12, 1.5f), Metric("b", 2, 3, 10, 1)));
        var data = Payload(1, 1, Metric(alias: 1, member: 12, value: 27.4f), Metric("b", member: 10, value: -5), Metric(alias: 9, member: 10, value: 1));
        var limits = new DecodeLimits();
        AssertAllocatesNothing(() =>
        {
            var sink = new CountingSink();
            Assert.True(ForeignTopic.TryParse("spBv1.0/factory/NDATA/line-1"u8, out var parts));
            peer.Node.Take(parts, data, 0, ref sink, limits);
            if (sink.Fields != 3) Assert.Fail("refused");
        });
    }

    private static void AssertAllocatesNothing(Action decode)
    {
        for (var warm = 0; warm < 50; warm++) decode();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) decode();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private ref struct CountingSink : IFieldSink
    {
        public int Fields { get; private set; }

        public readonly void BeginSample(scoped in SampleHead head)
        {
        }

        public void Value(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) => Fields++;

        public void Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> text) => Fields++;

        public void Position(scoped in GeoPosition position) => Fields++;

        public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name) => Fields++;

        public readonly void EndSample()
        {
        }
    }
}
