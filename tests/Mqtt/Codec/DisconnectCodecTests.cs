using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class DisconnectCodecTests
{
    [Theory]
    [InlineData(PacketSender.Client)]
    [InlineData(PacketSender.Server)]
    public void A_disconnect_comes_back_as_it_was_written(object by)
    {
        var sender = (PacketSender)by;
        Prop.ForAll(AnyPacket.Disconnects(sender).ToArbitrary(), disconnect =>
            Assert.Equivalent(
                disconnect, DisconnectPacket.Read(0, Body(DisconnectPacket.Write(MqttVersion.V5, disconnect)), MqttVersion.V5, sender), strict: true))
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(PacketSender.Client)]
    [InlineData(PacketSender.Server)]
    public void An_auth_comes_back_as_it_was_written(object by)
    {
        var sender = (PacketSender)by;
        Prop.ForAll(AnyPacket.Auths(sender).ToArbitrary(), auth =>
            Assert.Equivalent(auth, AuthPacket.Read(0, Body(AuthPacket.Write(auth)), sender), strict: true)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void In_3_1_1_a_disconnect_says_nothing() =>
        Assert.Equal(
            [0xE0, 0x00],
            DisconnectPacket.Write(MqttVersion.V311, new DisconnectPacket { Reason = DisconnectReason.ServerBusy, ReasonString = "why" }));

    [Theory]
    [InlineData(DisconnectReason.NormalDisconnection, "E000")]
    [InlineData(DisconnectReason.SessionTakenOver, "E0018E")]
    public void Without_properties_it_is_as_short_as_it_may_be(DisconnectReason reason, string packet) =>
        Assert.Equal(packet, Convert.ToHexString(DisconnectPacket.Write(MqttVersion.V5, reason)));

    /// <summary>MQTT 5.0 table 3-10.</summary>
    [Fact]
    public void A_client_may_send_these_reasons_and_no_others()
    {
        byte[] allowed = [0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99];
        for (var code = 0; code <= byte.MaxValue; code++)
        {
            byte[] body = [(byte)code];
            if (allowed.Contains((byte)code)) Assert.Equal(code, (int)DisconnectPacket.Read(0, body, MqttVersion.V5).Reason);
            else Assert.Throws<MalformedPacketException>(() => DisconnectPacket.Read(0, body, MqttVersion.V5));
        }
    }

    private static ReadOnlySpan<byte> Body(byte[] packet)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        return packet.AsSpan(header.Size);
    }
}
