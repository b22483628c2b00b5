using System.Buffers;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class PacketScannerTests
{
    private static readonly Gen<int[]> _bodyLengths = Gen.Elements(0, 1, 2, 100, 127, 128, 300, 16_384).ArrayOf();

    [Fact]
    public void Whole_packets_come_out_however_the_bytes_lie_in_segments() =>
        Prop.ForAll(_bodyLengths.ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), (bodyLengths, segmentLength) =>
        {
            var bodies = bodyLengths.Select((length, index) => Enumerable.Repeat((byte)index, length).ToArray()).ToArray();
            byte[] half = [0x30, 10, 1, 2, 3];
            var bytes = bodies.SelectMany(body => Packets.Raw(0x30, body)).Concat(half).ToArray();

            var segments = Segments.Of(bytes, segmentLength);
            var scanner = new PacketScanner(segments, int.MaxValue);
            foreach (var body in bodies)
            {
                Assert.True(scanner.TryNext(out _, out var read));
                Assert.Equal(body, read.ToArray());
            }

            Assert.False(scanner.TryNext(out _, out _));
            Assert.Equal(half, segments.Slice(scanner.Consumed).ToArray());
            scanner.Dispose();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task What_was_consumed_ends_with_the_last_whole_packet()
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 16));
        byte[] packets = [.. Packets.Raw(0x30, new byte[40]), .. Packets.Raw(0x30, new byte[3])];
        foreach (var b in packets.Concat(new byte[] { 0x30, 0x05, 0x09 })) await pipe.Writer.WriteAsync(new[] { b });

        var read = await pipe.Reader.ReadAsync();
        pipe.Reader.AdvanceTo(ConsumeAll(read.Buffer), read.Buffer.End);
        await pipe.Writer.WriteAsync(new byte[] { 0 });

        var rest = (await pipe.Reader.ReadAsync()).Buffer;
        Assert.Equal(new byte[] { 0x30, 0x05, 0x09, 0 }, rest.ToArray());
    }

    [Fact]
    public void A_packet_too_large_is_refused_by_its_header()
    {
        var thrown = Assert.Throws<MalformedPacketException>(() =>
        {
            var scanner = new PacketScanner(new ReadOnlySequence<byte>([0x30, 0xFF, 0xFF, 0xFF, 0x7F]), 256 * 1024);
            scanner.TryNext(out _, out _);
        });
        Assert.Equal(MalformedReason.PacketTooLarge, thrown.Reason);
    }

    private static SequencePosition ConsumeAll(ReadOnlySequence<byte> buffer)
    {
        using var scanner = new PacketScanner(buffer, int.MaxValue);
        while (scanner.TryNext(out _, out _))
        {
            // Only where it ends matters here.
        }

        return scanner.Consumed;
    }
}
