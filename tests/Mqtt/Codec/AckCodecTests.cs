using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class AckCodecTests
{
    private static readonly PubAckReason[] _publishAnswers =
        [.. Enum.GetValues<PubAckReason>().Where(reason => reason is not PubAckReason.PacketIdentifierNotFound)];

    private static readonly PubAckReason[] _releaseAnswers = [PubAckReason.Success, PubAckReason.PacketIdentifierNotFound];

    [Theory]
    [InlineData(PacketType.PubAck)]
    [InlineData(PacketType.PubRec)]
    [InlineData(PacketType.PubRel)]
    [InlineData(PacketType.PubComp)]
    public void An_acknowledgement_comes_back_as_it_was_written_and_3_1_1_has_no_reason(object packetType)
    {
        var type = (PacketType)packetType;
        Prop.ForAll(
            AnyPacket.Versions.ToArbitrary(),
            AnyPacket.PacketIds.ToArbitrary(),
            Gen.Elements(ReasonsOf(type)).ToArbitrary(),
            (version, packetId, reason) =>
            {
                var packet = new byte[AckPacket.MaxLength];
                var length = AckPacket.Write(packet, type, version, packetId, reason);
                Assert.True(FixedHeader.TryRead(packet.AsSpan(0, length), int.MaxValue, out var header));
                Assert.Equal(type, header.Type);
                Assert.Equal(length, header.PacketLength);

                var readId = AckPacket.Read(
                    type, header.Flags, packet.AsSpan(header.Size, length - header.Size), version, out var read, PacketSender.Server);
                Assert.Equal(packetId, readId);
                Assert.Equal(version is MqttVersion.V311 ? PubAckReason.Success : reason, read);
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(PacketType.PubAck)]
    [InlineData(PacketType.PubRec)]
    [InlineData(PacketType.PubRel)]
    [InlineData(PacketType.PubComp)]
    public void A_reason_that_a_client_may_not_send_in_this_packet_is_refused(object packetType)
    {
        var type = (PacketType)packetType;
        for (var code = 0; code <= byte.MaxValue; code++)
        {
            var allowed = ReasonsOf(type).Contains((PubAckReason)code) && (PubAckReason)code is not PubAckReason.NoMatchingSubscribers;
            byte[] body = [0, 7, (byte)code];
            var flags = type is PacketType.PubRel ? (byte)2 : (byte)0;
            if (allowed)
            {
                Assert.Equal(7, AckPacket.Read(type, flags, body, MqttVersion.V5, out var reason));
                Assert.Equal(code, (int)reason);
                continue;
            }

            var thrown = Assert.Throws<MalformedPacketException>(() => AckPacket.Read(type, flags, body, MqttVersion.V5, out _));
            Assert.Equal(MalformedReason.ReasonCode, thrown.Reason);
        }
    }

    [Fact]
    public void A_reason_string_and_user_properties_are_allowed_and_skipped()
    {
        byte[] body = [0, 7, 0x97, 11, 0x1F, 0, 1, (byte)'x', 0x26, 0, 1, (byte)'k', 0, 1, (byte)'v'];
        Assert.Equal(7, AckPacket.Read(PacketType.PubAck, 0, body, MqttVersion.V5, out var reason));
        Assert.Equal(PubAckReason.QuotaExceeded, reason);
    }

    private static PubAckReason[] ReasonsOf(PacketType type) =>
        type is PacketType.PubAck or PacketType.PubRec ? _publishAnswers : _releaseAnswers;
}
