using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Codec;

/// <summary>What holds for each packet of both versions.</summary>
public sealed class EveryPacketTests
{
    private static readonly Config _thorough = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void Is_read_as_it_was_written() =>
        Prop.ForAll(AnyPacket.All.ToArbitrary(), WholePacket.Read).Check(_thorough);

    [Fact]
    public void Cut_at_any_byte_is_waited_for_and_nothing_is_consumed() =>
        Prop.ForAll(AnyPacket.All.ToArbitrary(), Gen.Elements(1, 3, 1000).ToArbitrary(), (packet, segmentLength) =>
        {
            for (var end = 0; end < packet.Bytes.Length; end++)
            {
                var cut = Segments.Of(packet.Bytes[..end], segmentLength);
                using var scanner = new PacketScanner(cut, int.MaxValue);
                Assert.False(scanner.TryNext(out _, out _));
                Assert.Equal(end, cut.Slice(scanner.Consumed).Length);
            }

            using var whole = new PacketScanner(Segments.Of(packet.Bytes, segmentLength), int.MaxValue);
            Assert.True(whole.TryNext(out var header, out var body));
            WholePacket.Read(header, body, packet.Version, packet.Sender);
        }).Check(_thorough);

    /// <summary>What is shorter than it says is no packet; some are still one when bytes are taken off their end.</summary>
    [Fact]
    public void Whose_end_is_missing_is_malformed_or_another_packet() =>
        Prop.ForAll(AnyPacket.All.ToArbitrary(), packet =>
        {
            Assert.True(FixedHeader.TryRead(packet.Bytes, int.MaxValue, out var header));
            for (var end = header.Size; end < packet.Bytes.Length; end++)
            {
                ReadOrRefuse(Packets.Raw(packet.Bytes[0], packet.Bytes[header.Size..end]), packet.Version, packet.Sender);
            }
        }).Check(_thorough);

    [Fact]
    public void With_a_length_that_reaches_beyond_its_end_is_malformed() =>
        Prop.ForAll(AnyPacket.All.ToArbitrary(), packet =>
        {
            foreach (var field in LengthFields.Of(packet).Skip(1))
            {
                var rest = packet.Bytes.Length - field.At - field.Size;
                foreach (var length in new[] { rest + 1, field.IsVariable ? (1 << (7 * field.Size)) - 1 : ushort.MaxValue })
                {
                    if (length > ushort.MaxValue || length <= rest || (field.IsVariable && length >= 1 << (7 * field.Size))) continue;
                    Assert.Throws<MalformedPacketException>(
                        () => WholePacket.Read(field.Lie(packet.Bytes, length), packet.Version, packet.Sender));
                }
            }
        }).Check(_thorough);

    [Fact]
    public void With_any_length_that_lies_is_read_or_malformed_and_nothing_else() =>
        Prop.ForAll(AnyPacket.All.ToArbitrary(), Gen.Choose(-40, 40).ToArbitrary(), (packet, by) =>
        {
            foreach (var field in LengthFields.Of(packet).Skip(1))
            {
                ReadOrRefuse(field.Lie(packet.Bytes, Math.Max(0, field.Value + by)), packet.Version, packet.Sender);
            }
        }).Check(_thorough);

    [Fact]
    public void With_some_bytes_changed_is_read_or_malformed_and_nothing_else() =>
        Prop.ForAll(
            AnyPacket.All.ToArbitrary(),
            Gen.Choose(0, 1000).ArrayOf().ToArbitrary(),
            Gen.Choose(0, 255).ToArbitrary(),
            (packet, places, change) =>
            {
                Assert.True(FixedHeader.TryRead(packet.Bytes, int.MaxValue, out var header));
                var body = packet.Bytes[header.Size..];
                if (body.Length > 0)
                {
                    foreach (var place in places) body[place % body.Length] ^= (byte)change;
                }

                ReadOrRefuse(Packets.Raw(packet.Bytes[0], body), packet.Version, packet.Sender);
            }).Check(_thorough);

    [Fact]
    public void Noise_is_read_or_malformed_and_nothing_else() =>
        Prop.ForAll(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(),
            Gen.Choose(0, 255).ToArbitrary(),
            AnyPacket.Versions.ToArbitrary(),
            (body, first, version) =>
            {
                ReadOrRefuse(Packets.Raw((byte)first, body), version, PacketSender.Client);
                ReadOrRefuse(Packets.Raw((byte)first, body), version, PacketSender.Server);
            }).Check(_thorough);

    private static void ReadOrRefuse(byte[] packet, MqttVersion version, PacketSender sender)
    {
        try
        {
            WholePacket.Read(packet, version, sender);
        }
        catch (MalformedPacketException)
        {
            // The one exception a peer may cause.
        }
    }
}
