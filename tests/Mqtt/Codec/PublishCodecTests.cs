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
        from exactlyOnce in Gen.Elements(true, false)
        from names in _topics.ArrayOf(version is MqttVersion.V5 ? 2 : 0)
        select new Publish(version, topic, payload, (ushort)packetId, exactlyOnce, duplicate && packetId != 0, retain, names);

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

    [Fact]
    public void The_expiry_and_the_topic_alias_are_known_without_another_walk()
    {
        byte[] properties = [.. Packets.TopicAlias(3), .. Packets.UserProperty("k", "v"), 0x02, 0, 0, 1, 0];
        var packet = PublishPacketReader.Read(
            0, Packets.Publish(MqttVersion.V5, "t", "p", 0, properties).AsSpan(2), MqttVersion.V5, new TopicAliases(3), 1024);
        Assert.True(packet.HasTopicAlias);
        Assert.Equal(256u, packet.MessageExpirySeconds);

        var plain = Read(Packets.Publish(MqttVersion.V5, "t", "p", 1, Packets.UserProperty("k", "v")), MqttVersion.V5);
        Assert.False(plain.HasTopicAlias);
        Assert.Null(plain.MessageExpirySeconds);
    }

    [Fact]
    public void A_server_may_name_several_subscriptions()
    {
        byte[] properties = [0x0B, 1, 0x0B, 0x80, 0x01];
        var body = Packets.Publish(MqttVersion.V5, "t", "p", 0, properties).AsSpan(2).ToArray();
        var packet = PublishPacketReader.Read(0, body, MqttVersion.V5, new TopicAliases(0), 1024, PacketSender.Server);
        Assert.Equal(properties, packet.Properties.ToArray());
    }

    [Theory]
    [InlineData(MqttVersion.V311, "")]
    [InlineData(MqttVersion.V5, "")]
    [InlineData(MqttVersion.V5, "traceparent")]
    public void Reading_and_acknowledging_a_small_publish_allocates_nothing(MqttVersion version, string property)
    {
        byte[]? properties = property.Length == 0 ? null : Packets.UserProperty(property, "00-1");
        var bytes = Packets.Publish(version, "sectors/water/site/probe/telemetry", "{\"v\":1}", 1, properties);
        var aliases = new TopicAliases(0);
        var answer = new byte[AckPacket.MaxLength];
        ReadAndAnswer(bytes, version, aliases, answer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) ReadAndAnswer(bytes, version, aliases, answer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ReadAndAnswer(byte[] bytes, MqttVersion version, TopicAliases aliases, byte[] answer)
    {
        FixedHeader.TryRead(bytes, int.MaxValue, out var header);
        header.CheckLength(version);
        var packet = PublishPacketReader.Read(header.Flags, bytes.AsSpan(header.Size), version, aliases, 1024);
        AckPacket.Write(answer, PacketType.PubAck, version, packet.PacketId, PubAckReason.Success);
        AckPacket.Read(PacketType.PubAck, 0, answer.AsSpan(2, 2), version, out _);
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
        MqttVersion Version, string Topic, byte[] Payload, ushort PacketId, bool ExactlyOnce, bool Duplicate, bool Retain, string[] PropertyNames)
    {
        public QualityOfService Qos => PacketId == 0 ? QualityOfService.AtMostOnce
            : ExactlyOnce ? QualityOfService.ExactlyOnce : QualityOfService.AtLeastOnce;
    }
}
