using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class SubscribeCodecTests
{
    private static readonly Gen<(string Filter, SubscriptionOptions Options)[]> _subscriptions =
        from count in Gen.Choose(1, 5)
        from filters in AnyPacket.Filters.ArrayOf(count)
        from options in AnyPacket.Options.ArrayOf(count)
        select filters.Zip(options).ToArray();

    [Fact]
    public void A_subscribe_comes_back_as_it_was_written_and_3_1_1_has_the_qos_alone() =>
        Prop.ForAll(AnyPacket.Versions.ToArbitrary(), AnyPacket.PacketIds.ToArbitrary(), _subscriptions.ToArbitrary(), (version, packetId, subscriptions) =>
        {
            var identifier = version is MqttVersion.V5 ? packetId * 4096u : 0;
            var packet = SubscribePacketWriter.Write(version, packetId, identifier, subscriptions);
            var reader = SubscribePacketReader.Open(packet[0].Flags(), Body(packet), version);

            Assert.Equal(packetId, reader.PacketId);
            Assert.Equal(identifier, reader.SubscriptionIdentifier);
            foreach (var (filter, options) in subscriptions)
            {
                Assert.True(reader.TryNext(out var readFilter, out var readOptions));
                Assert.Equal(filter, Encoding.UTF8.GetString(readFilter));
                Assert.Equal(version is MqttVersion.V5 ? options : new SubscriptionOptions(options.Qos), readOptions);
            }

            Assert.False(reader.TryNext(out _, out _));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_unsubscribe_comes_back_as_it_was_written() =>
        Prop.ForAll(AnyPacket.Versions.ToArbitrary(), AnyPacket.PacketIds.ToArbitrary(), AnyPacket.Filters.NonEmptyListOf().ToArbitrary(), (version, packetId, filters) =>
        {
            var packet = UnsubscribePacketWriter.Write(version, packetId, filters);
            var reader = UnsubscribePacketReader.Open(packet[0].Flags(), Body(packet), version);

            Assert.Equal(packetId, reader.PacketId);
            foreach (var filter in filters)
            {
                Assert.True(reader.TryNext(out var readFilter));
                Assert.Equal(filter, Encoding.UTF8.GetString(readFilter));
            }

            Assert.False(reader.TryNext(out _));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_suback_comes_back_as_it_was_written_and_3_1_1_has_one_refusal() =>
        Prop.ForAll(
            AnyPacket.Versions.ToArbitrary(),
            AnyPacket.PacketIds.ToArbitrary(),
            Gen.Elements(Enum.GetValues<SubAckReason>()).NonEmptyListOf().ToArbitrary(),
            (version, packetId, reasons) =>
            {
                var packet = SubAckPacket.Encode(version, packetId, [.. reasons.Select(reason => (byte)reason)]);
                var read = SubAckPacket.Read(packet[0].Flags(), Body(packet), version);
                Assert.Equal(packetId, read.PacketId);
                Assert.Equal(
                    reasons.Select(reason => version is MqttVersion.V311 && reason > SubAckReason.GrantedQos2 ? SubAckReason.UnspecifiedError : reason),
                    read.Reasons);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_unsuback_comes_back_as_it_was_written_and_3_1_1_has_no_reasons() =>
        Prop.ForAll(
            AnyPacket.Versions.ToArbitrary(),
            AnyPacket.PacketIds.ToArbitrary(),
            Gen.Elements(Enum.GetValues<UnsubAckReason>()).NonEmptyListOf().ToArbitrary(),
            (version, packetId, reasons) =>
            {
                var packet = UnsubAckPacket.Encode(version, packetId, [.. reasons.Select(reason => (byte)reason)]);
                var read = UnsubAckPacket.Read(packet[0].Flags(), Body(packet), version);
                Assert.Equal(packetId, read.PacketId);
                Assert.Equal(version is MqttVersion.V311 ? [] : reasons, read.Reasons);
            }).QuickCheckThrowOnFailure();

    private static ReadOnlySpan<byte> Body(byte[] packet)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        return packet.AsSpan(header.Size);
    }
}

internal static class FirstByte
{
    public static byte Flags(this byte first) => (byte)(first & 0x0F);
}
