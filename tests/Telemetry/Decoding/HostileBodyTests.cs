using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Tests.Decoding.Sparkplug;
using static SmartSectors.Telemetry.Tests.Decoding.Sparkplug.SparkplugEncoder;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>
/// Whatever becomes of a body on its way, cut anywhere, damaged or made up, each decoder ends with a reason or with samples
/// that begin and end in turn: no exception, no hang, no state that a refused message changed.
/// </summary>
public class HostileBodyTests
{
    private static readonly (string Topic, byte[] Body)[] s_samples =
    [
        .. new (string, string)[]
        {
            ("v1/devices/me/telemetry", """[{"ts":1732212345123,"values":{"t":31.2,"s":"12"}},{"t":true,"n":null,"o":{"a":[1]}}]"""),
            ("v1/gateway/telemetry", """{"Dev A":[{"ts":1,"values":{"t":1}}],"Dev \u0042":[{"t":2},{"u":3}]}"""),
            ("senml/gw", """[{"bn":"urn:dev:1:","bt":1.27e9,"bu":"A","bver":5,"n":"v","u":"V","v":120.1},{"n":"c","t":-5,"vb":true},{"n":"e","s":2,"x":[{}]}]"""),
            ("application/7/device/01/event/up", """{"time":"2022-07-18T09:34:15.775Z","deviceInfo":{"deviceProfileName":"p"},"data":"qg==","object":{"t":1,"a":[1,{"b":2}]},"rxInfo":[{"gwTime":"2022-07-18T09:34:15Z"}]}"""),
            ("application/7/device/01/event/location", """{"time":"2022-07-18T09:34:15Z","location":{"latitude":21.02,"longitude":105.8,"accuracy":5}}"""),
            ("v3/a@t/devices/d/up", """{"received_at":"2020-02-12T15:15:42Z","uplink_message":{"frm_payload":"gkHe","decoded_payload":{"t":1,"g":{"l":2}},"rx_metadata":[{"time":"2020-02-12T15:15:41Z"}]}}"""),
            ("owntracks/u/d", """{"_type":"location","lat":21.02,"lon":105.8,"acc":12,"tst":1732212345,"vel":42,"ign":true}"""),
            ("/hfp/v2/journey/ongoing/vp/bus/0055/01216", """{"VP":{"tst":"2024-11-21T18:05:45Z","tsi":1,"spd":9.5,"lat":60.2,"long":25.0,"dl":-61,"occu":null}}"""),
            ("zigbee2mqtt/f", """{"temperature":5.4,"contact":true,"state":"ON","update":{"state":"idle"},"last_seen":1732212345123}"""),
            ("telegraf/h", "cpu,host=gw\\ 1,unit=% usage=1.5,n=2i,s=\"a \\\" b\",b=t 1732212345123456789\n# note\nmem used=1"),
        }.Select(sample => (sample.Item1, Encoding.UTF8.GetBytes(sample.Item2))),
        ("senml/gw", Convert.FromHexString("82A5216375726E220123614100617402FB405E066666666666BF007F61746161FF04F561789F01FFFF")),
    ];

    private static readonly byte[] s_sparkplug = Payload(
        1732212345123, 1,
        Metric("bdSeq", type: 4, member: 11, value: 1UL),
        Metric("v", 1, 9, 12, 27.4f, 1732212345123, properties: Properties(("engUnit", 8, "V"), ("Quality", 3, 192))),
        Metric("s", 2, 12, 15, "text"), Metric("i", 3, 3, 10, -5, isHistorical: true), Metric(alias: 3, member: 10, value: 7));

    private static readonly string[] s_sparkplugMessages = ["NBIRTH", "NDATA", "NDEATH", "DBIRTH/d", "DDATA/d", "DDEATH/d"];

    [Fact]
    public void A_body_cut_anywhere_is_refused_or_taken_in_order()
    {
        foreach (var (topic, body) in s_samples)
        {
            Assert.Equal(RejectReason.None, FieldRecorder.Decode(topic, body).Outcome);
            for (var length = 0; length < body.Length; length++) Check(FieldRecorder.Decode(topic, body.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_damaged_body_is_refused_or_taken_in_order() =>
        Prop.ForAll(Gen.Elements(s_samples).ToArbitrary(), Damage.ToArbitrary(), (sample, damage) =>
            Check(FieldRecorder.Decode(sample.Topic, damage(sample.Body)))).Check(Config.QuickThrowOnFailure.WithMaxTest(30_000));

    [Fact]
    public void Arbitrary_bytes_are_refused_or_taken_in_order() =>
        Prop.ForAll(Gen.Elements(s_samples).ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (sample, bytes) =>
            Check(FieldRecorder.Decode(sample.Topic, bytes))).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Fact]
    public void A_damaged_Sparkplug_payload_is_refused_or_taken_in_order() =>
        Prop.ForAll(Gen.Elements(s_sparkplugMessages).ToArbitrary(), Damage.ToArbitrary(), (message, damage) =>
        {
            var peer = new SparkplugPeer();
            peer.Birth();
            var parts = message.Split('/');
            var heard = peer.Take(parts[0], damage(s_sparkplug), parts.ElementAtOrDefault(1));
            Check((peer.Outcome.Refused, [.. heard.Split(" | ", StringSplitOptions.RemoveEmptyEntries)]));
            if (peer.Outcome.Refused is RejectReason.None) return;
            Assert.Empty(heard);
            Assert.True(peer.Node.IsOnline);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30_000));

    [Fact]
    public void Deep_nesting_and_long_names_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000));
        var seven = string.Concat(Enumerable.Repeat("{\"a\":", 7));
        foreach (var topic in new[] { "v2/t", "zigbee2mqtt/f", "application/7/device/01/event/up", "senml/x", "owntracks/u/d" })
            Assert.Equal(RejectReason.Malformed, FieldRecorder.Decode(topic, deep).Outcome);

        Assert.Contains("a.a.a.a.a.a.a.a[] = 1", FieldRecorder.Taken("zigbee2mqtt/f", $"{{\"a\":{seven}1{new string('}', 8)}"));
        Assert.Contains("reject nested a.a.a.a.a.a.a.a", FieldRecorder.Taken("zigbee2mqtt/f", $"{{\"a\":{seven}{{\"a\":1}}{new string('}', 8)}"));
        Assert.Contains("reject nested ", FieldRecorder.Taken("zigbee2mqtt/f", $$"""{"{{new string('n', 300)}}":1}"""));
        Assert.Equal(RejectReason.Malformed, FieldRecorder.Decode("telegraf/h", $"{new string('m', 300)} v=1").Outcome);
    }

    [Fact]
    public void A_damaged_list_of_devices_is_refused_as_a_whole_or_taken()
    {
        var list = BridgeBodyTests.DeviceList;
        for (var length = 1; length < list.Length; length++)
            Assert.Equal(RejectReason.Malformed, BridgeDevices.Read(list.AsSpan(0, length), 500, out _));

        Prop.ForAll(Gen.OneOf(Damage.Select(damage => damage(list)), ArbMap.Default.ArbFor<byte[]>().Generator).ToArbitrary(), body =>
        {
            var refused = BridgeDevices.Read(body, 500, out var models);
            Assert.Contains(refused, new[] { RejectReason.None, RejectReason.Malformed });
            if (refused is RejectReason.Malformed) Assert.Empty(models);
            BridgeState.Read(body, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    private static readonly Gen<Func<byte[], byte[]>> Damage =
        (from count in Gen.Choose(1, 4)
         from changes in (from at in Gen.Choose(0, 10_000)
                          from kind in Gen.Choose(0, 4)
                          from other in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("{}[]\",:.0e-1 \n\\=".Select(c => (int)c).ToArray()))
                          select (at, kind, other: (byte)other)).ArrayOf(count)
         select changes)
        .Select(changes => new Func<byte[], byte[]>(body => changes.Aggregate(body, (bytes, change) => Apply(bytes, change.at, change.kind, change.other))));

    private static byte[] Apply(byte[] bytes, int where, int kind, byte other)
    {
        var at = where % (bytes.Length + 1);
        return kind switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], .. bytes.Skip(at + 1)],
            2 => [.. bytes[..at], other, .. bytes[at..]],
            3 => [.. bytes[..at], other, .. bytes.Skip(at + 1)],
            _ => [.. bytes[..at], .. bytes[(at / 2)..]],
        };
    }

    private static void Check((RejectReason Outcome, List<string> Calls) result)
    {
        var open = false;
        foreach (var call in result.Calls)
        {
            var begins = call.StartsWith("begin ", StringComparison.Ordinal);
            if (begins || call == "end") Assert.NotEqual(open, begins);
            else Assert.True(open || call.Contains('\''));
            open = begins || (open && call != "end");
        }
        Assert.False(open);
    }
}
