using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class ConnectCodecTests
{
    private static readonly Gen<ConnectPacket> _connects = Gen.OneOf(AnyPacket.Connects311, AnyPacket.Connects5);

    [Fact]
    public void A_connect_comes_back_as_it_was_written() =>
        Prop.ForAll(_connects.ToArbitrary(), connect =>
            Assert.Equivalent(connect, Read(ConnectPacketWriter.Write(connect)), strict: true)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_connect_that_ends_too_early_or_too_late_is_malformed() =>
        Prop.ForAll(_connects.ToArbitrary(), connect =>
        {
            var packet = ConnectPacketWriter.Write(connect);
            Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
            for (var end = header.Size; end < packet.Length; end++)
            {
                var cut = packet[header.Size..end];
                Assert.Throws<MalformedPacketException>(() => ConnectPacketReader.Read(0, cut));
            }

            byte[] longer = [.. packet[header.Size..], 0];
            Assert.Equal(
                MalformedReason.TrailingBytes,
                Assert.Throws<MalformedPacketException>(() => ConnectPacketReader.Read(0, longer)).Reason);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_connack_comes_back_as_it_was_written() =>
        Prop.ForAll(AnyPacket.ConnAcks5.ToArbitrary(), answer =>
        {
            var packet = answer.Encode(MqttVersion.V5);
            Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
            Assert.Equivalent(answer, ConnAckPacket.Read(0, packet.AsSpan(header.Size), MqttVersion.V5), strict: true);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ConnectReason.Success, 0)]
    [InlineData(ConnectReason.UnsupportedProtocolVersion, 1)]
    [InlineData(ConnectReason.ClientIdentifierNotValid, 2)]
    [InlineData(ConnectReason.ServerBusy, 3)]
    [InlineData(ConnectReason.BadUserNameOrPassword, 4)]
    [InlineData(ConnectReason.NotAuthorized, 5)]
    public void A_connack_has_its_return_code_in_3_1_1_and_nothing_more(ConnectReason reason, byte code) =>
        Assert.Equal(
            [0x20, 0x02, 0x00, code],
            new ConnAckPacket { Reason = reason, ReasonString = "why", ReceiveMaximum = 1 }.Encode(MqttVersion.V311));

    /// <summary>[MQTT-3.2.2-6]</summary>
    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void A_refusal_never_says_that_a_session_is_present(MqttVersion version)
    {
        Assert.Equal(1, new ConnAckPacket { Reason = ConnectReason.Success, SessionPresent = true }.Encode(version)[2]);
        Assert.Equal(0, new ConnAckPacket { Reason = ConnectReason.Banned, SessionPresent = true }.Encode(version)[2]);
    }

    private static ConnectPacket Read(byte[] packet)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        return ConnectPacketReader.Read(header.Flags, packet.AsSpan(header.Size));
    }
}
