using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class PublishCodecTests
{
    private static readonly Gen<string> _topics =
        from length in Gen.Choose(1, 60)
        from letters in Gen.Elements("abcz/09_-éđạ€𝄞".EnumerateRunes().ToArray()).ArrayOf(length)
        select string.Concat(letters);

    private static readonly Gen<Publish> _publishes =
        from version in Gen.Elements(MqttVersion.V311, MqttVersion.V5)
        from topic in _topics
        from payload in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
        from packetId in Gen.Choose(0, ushort.MaxValue)
        from duplicate in Gen.Elements(true, false)
        from retain in Gen.Elements(true, false)
        from names in _topics.ArrayOf(version is MqttVersion.V5 ? 2 : 0)
        select new Publish(version, topic, payload, (ushort)packetId, duplicate && packetId != 0, retain, names);

    [Fact]
    public void A_publish_comes_back_as_it_was_written() =>
        Prop.ForAll(_publishes.ToArbitrary(), publish =>
        {
            var packet = Write(publish, out var layout);
            Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
            Assert.Equal(packet.Length, header.PacketLength);
            Assert.Equal(publish.Payload, packet[layout.PayloadAt..]);

            var read = Read(packet, publish.Version);
            Assert.Equal(publish.Topic, Encoding.UTF8.GetString(read.Topic));
            Assert.Equal(publish.Payload, read.Payload.ToArray());
            Assert.Equal(publish.PacketId, read.PacketId);
            Assert.Equal(publish.Qos, read.Qos);
            Assert.Equal(publish.Duplicate, read.Duplicate);
            Assert.Equal(publish.Retain, read.Retain);
            Assert.Equal(
                string.Concat(publish.PropertyNames.Select((name, index) => $"{name}={index};")),
                Received.Copy(read).UserProperties);
        }).QuickCheckThrowOnFailure();

    /// <summary>Only the payload may be cut and still be a packet: its length is what is left.</summary>
    [Fact]
    public void A_publish_cut_before_its_payload_is_malformed() =>
        Prop.ForAll(_publishes.ToArbitrary(), publish =>
        {
            var packet = Write(publish, out var layout);
            Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
            for (var end = header.Size; end < layout.PayloadAt; end++)
            {
                var cut = packet[header.Size..end];
                Assert.Throws<MalformedPacketException>(
                    () => PublishPacketReader.Read(header.Flags, cut, publish.Version, new TopicAliases(0), 1024));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Noise_is_read_or_refused_as_malformed_and_nothing_else() =>
        Prop.ForAll(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(),
            Gen.Choose(0, 15).ToArbitrary(),
            (body, flags) =>
            {
                foreach (var version in new[] { MqttVersion.V311, MqttVersion.V5 })
                {
                    try
                    {
                        PublishPacketReader.Read((byte)flags, body, version, new TopicAliases(4), 1024);
                    }
                    catch (MalformedPacketException)
                    {
                        // The one exception a peer may cause.
                    }
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_user_property_of_a_name_is_found()
    {
        byte[] properties =
        [
            .. Packets.UserProperty("tracestate", "a=1"),
            0x01, 0x01, // payload format indicator: UTF-8
            .. Packets.UserProperty("traceparent", "00-first"),
            .. Packets.UserProperty("traceparent", "00-second"),
        ];
        var packet = Read(Packets.Publish(MqttVersion.V5, "t", "p", 1, properties), MqttVersion.V5);

        Assert.True(packet.TryFindUserProperty("traceparent"u8, out var value));
        Assert.Equal("00-first", Encoding.UTF8.GetString(value));
        Assert.False(packet.TryFindUserProperty("trace"u8, out _));
    }

    private static byte[] Write(Publish publish, out PublishLayout layout)
    {
        var topic = Encoding.UTF8.GetBytes(publish.Topic);
        var properties = publish.PropertyNames.SelectMany((name, index) => Packets.UserProperty(name, $"{index}")).ToArray();
        var packet = new byte[PublishPacketWriter.Length(publish.Version, topic.Length, publish.Payload.Length, publish.Qos, properties.Length)];
        layout = PublishPacketWriter.Write(
            packet, publish.Version, topic, publish.Payload, publish.Qos, publish.PacketId, publish.Duplicate, publish.Retain, properties);
        Assert.Equal(packet.Length, layout.Length);
        return packet;
    }

    private static PublishPacket Read(byte[] packet, MqttVersion version)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        return PublishPacketReader.Read(header.Flags, packet.AsSpan(header.Size), version, new TopicAliases(0), 1024);
    }

    private sealed record Publish(
        MqttVersion Version, string Topic, byte[] Payload, ushort PacketId, bool Duplicate, bool Retain, string[] PropertyNames)
    {
        public QualityOfService Qos => PacketId == 0 ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce;
    }
}
