using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class MalformedPacketsTests
{
    private const MqttVersion V5 = MqttVersion.V5;

    public static TheoryData<string, byte[], DisconnectReason> Breaches => new()
    {
        { "packet type 0", [0x00, 0x00], DisconnectReason.MalformedPacket },
        { "a length of five bytes", [0x30, 0x80, 0x80, 0x80, 0x80, 0x01], DisconnectReason.MalformedPacket },
        { "a length of more bytes than it needs", [0xC0, 0x80, 0x00], DisconnectReason.MalformedPacket },
        { "the longest length", [0x30, 0xFF, 0xFF, 0xFF, 0x7F], DisconnectReason.PacketTooLarge },
        { "a second CONNECT", Packets.Connect(V5), DisconnectReason.ProtocolError },
        { "a CONNACK from a client", [0x20, 0x03, 0x00, 0x00, 0x00], DisconnectReason.ProtocolError },
        { "an AUTH without a method", [0xF0, 0x00], DisconnectReason.ProtocolError },
        { "QoS 3", Packets.Raw(0x36, 0, 1, (byte)'t', 0, 1, 0), DisconnectReason.MalformedPacket },
        { "DUP at QoS 0", Packets.Raw(0x38, 0, 1, (byte)'t', 0), DisconnectReason.MalformedPacket },
        { "packet identifier 0", Packets.Raw(0x32, 0, 1, (byte)'t', 0, 0, 0), DisconnectReason.ProtocolError },
        { "an empty topic", Packets.Publish(V5, "", "x"), DisconnectReason.ProtocolError },
        { "a wildcard +", Packets.Publish(V5, "a/+/b", "x"), DisconnectReason.TopicNameInvalid },
        { "a wildcard #", Packets.Publish(V5, "a/#", "x"), DisconnectReason.TopicNameInvalid },
        { "U+0000 in a topic", Packets.Publish(V5, "a\0b", "x"), DisconnectReason.TopicNameInvalid },
        { "a topic that is not UTF-8", Packets.Raw(0x30, 0, 2, 0xC3, 0x28, 0), DisconnectReason.MalformedPacket },
        { "a surrogate in a topic", Packets.Raw(0x30, 0, 3, 0xED, 0xA0, 0x80, 0), DisconnectReason.MalformedPacket },
        { "a topic beyond the limit", Packets.Publish(V5, new string('t', 1025), "x"), DisconnectReason.TopicNameInvalid },
        { "a topic longer than its packet", Packets.Raw(0x30, 0xFF, 0xFF, (byte)'t'), DisconnectReason.MalformedPacket },
        { "a PUBLISH of nothing", [0x30, 0x00], DisconnectReason.MalformedPacket },
        { "properties longer than the packet", Packets.Raw(0x30, 0, 1, (byte)'t', 0x7F), DisconnectReason.MalformedPacket },
        { "an unknown property", Property(0x7E, 0), DisconnectReason.MalformedPacket },
        { "a property of another packet", Property(0x21, 0, 1), DisconnectReason.ProtocolError },
        { "a property twice", Property(0x01, 0, 0x01, 0), DisconnectReason.ProtocolError },
        { "a payload format indicator of 2", Property(0x01, 2), DisconnectReason.ProtocolError },
        { "half a user property", Property(0x26, 0, 1, (byte)'k'), DisconnectReason.MalformedPacket },
        { "a user property that is not UTF-8", Property(0x26, 0, 1, 0xFF, 0, 0), DisconnectReason.MalformedPacket },
        { "a response topic with a wildcard", Property(0x08, 0, 1, (byte)'#'), DisconnectReason.TopicNameInvalid },
        { "a subscription identifier from a client", Property(0x0B, 1), DisconnectReason.ProtocolError },
        { "flags on PINGREQ", [0xC1, 0x00], DisconnectReason.MalformedPacket },
        { "a body in PINGREQ", [0xC0, 0x01, 0x00], DisconnectReason.MalformedPacket },
        { "flags on DISCONNECT", [0xE1, 0x00], DisconnectReason.MalformedPacket },
        { "wrong flags on SUBSCRIBE", Packets.Raw(0x80, 0, 1, 0, 0, 1, (byte)'t', 0), DisconnectReason.MalformedPacket },
        { "a SUBSCRIBE without filters", Packets.Raw(0x82, 0, 1, 0), DisconnectReason.ProtocolError },
        { "reserved bits in subscription options", Packets.Raw(0x82, 0, 1, 0, 0, 1, (byte)'t', 0xC0), DisconnectReason.MalformedPacket },
        { "an UNSUBSCRIBE without filters", Packets.Raw(0xA2, 0, 1, 0), DisconnectReason.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task A_5_0_client_is_told_why_it_is_disconnected(string what, byte[] packet, DisconnectReason reason)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(packet);

        Assert.True(await peer.ReadDisconnectAsync() == reason, what);
        Assert.Equal(DisconnectCause.Malformed, await server.Application.NextDetachedAsync());
    }

    [Theory]
    [InlineData("00 00")]
    [InlineData("30 FF FF FF 7F")]
    [InlineData("30 02 00 00")] // an empty topic
    [InlineData("82 02 00 01")]
    [InlineData("E0 01 00")] // DISCONNECT has no reason yet in 3.1.1
    public async Task A_3_1_1_client_is_closed_without_a_word(string packet)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync(MqttVersion.V311);
        await peer.SendAsync(Convert.FromHexString(packet.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Null(await peer.ReadPacketAsync());
        Assert.Equal(DisconnectCause.Malformed, await server.Application.NextDetachedAsync());
    }

    [Theory]
    [InlineData("47 45 54 20 2F 20 48 54 54 50 2F 31 2E 31 0D 0A")] // GET / HTTP/1.1
    [InlineData("30 03 00 01 74")] // PUBLISH before CONNECT
    [InlineData("16 03 01 02 00")] // a TLS handshake
    [InlineData("10 FF FF FF FF 01")]
    [InlineData("11 0C 00 04 4D 51 54 54 04 02 00 00 00 00")] // flags on CONNECT
    [InlineData("10 0C 00 04 4D 51 54 54 04 03 00 00 00 00")] // the reserved connect flag
    [InlineData("10 0D 00 04 4D 51 54 54 04 02 00 00 00 00 00")] // one byte too many
    public async Task What_does_not_begin_with_a_good_CONNECT_is_closed(string bytes)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Null(await peer.ReadPacketAsync());
    }

    [Fact]
    public async Task A_topic_of_a_megabyte_closes_the_connection_and_the_server_serves_on()
    {
        await using var server = await MqttTestServer.StartAsync();
        using (var peer = await server.ConnectAsync(clientId: "hostile"))
        {
            await peer.SendAsync(Packets.Raw(0x30, Encoding.ASCII.GetBytes(new string('t', 1_000_000))));
            Assert.Equal(DisconnectReason.PacketTooLarge, await peer.ReadDisconnectAsync());
        }

        using var next = await server.ConnectAsync(clientId: "next");
        await next.SendAsync(Packets.Publish(V5, "t", "x", 1));
        Assert.Equal(Packets.PubAck(1), await next.ReadPacketAsync());
    }

    [Fact]
    public async Task What_came_before_a_malformed_packet_in_the_same_read_is_received_and_acknowledged()
    {
        await using var peer = new MemoryPeer();
        await peer.SendAsync(Packets.Connect(V5));
        var connAck = await peer.ReadAsync(2);
        await peer.ReadAsync(connAck[1]);
        peer.Application.AcknowledgesAtOnce = false;
        await peer.SendAsync((byte[])[.. Packets.Publish(V5, "t", "good", 1), 0x00, 0x00]);

        Assert.Equal("good", (await peer.Application.NextMessageAsync()).Payload);
        var batch = await peer.Application.NextBatchAsync();
        var connection = batch.Connection;
        batch.Complete();
        connection.RequestFlush();

        await peer.Served;
        var farewell = new DisconnectPacket { Reason = DisconnectReason.MalformedPacket, ReasonString = nameof(MalformedReason.UnknownPacketType) };
        byte[] expected = [.. Packets.PubAck(1), .. DisconnectPacket.Write(V5, farewell)];
        Assert.Equal(expected, await peer.ReadToEndAsync());
    }

    private static byte[] Property(params byte[] properties) =>
        Packets.Raw(0x30, [0, 1, (byte)'t', (byte)properties.Length, .. properties]);
}
