using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using SmartSectors.Fleet.FlatOut;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Fleet.Tests;

public class FlatOutPacketTests
{
    private const long NowMs = 1_732_212_345_123;
    private static readonly FlatOutLayout s_layout = new(devices: 120, sites: 12, seed: 1, AreaCatalog.Load());

    [Theory]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V5, 1)]
    [InlineData(MqttVersion.V5, 0)]
    public void A_stamped_packet_is_the_publish_of_the_benchmark(MqttVersion version, int qos)
    {
        var block = Block(version, (QualityOfService)qos);
        block.Stamp(5, packetId: 777, NowMs);

        var (topic, packetId, body) = Read(block.Packet(5), version, qos);

        Assert.Equal(s_layout.Topic(5), topic);
        Assert.Equal(qos == 0 ? 0 : 777, packetId);
        Assert.Matches(
            """^\{"ts":1732212345123,"values":\{"soil_moisture":\d\d\.\d,"soil_temp":\d\d\.\d,"soil_ec":\d\.\d\}\}$""", body);
    }

    [Fact]
    public void Times_of_a_device_strictly_increase_also_when_the_clock_does_not()
    {
        var block = Block(MqttVersion.V5, QualityOfService.AtLeastOnce);
        long[] clock = [NowMs, NowMs, NowMs + 1, NowMs - 5, NowMs + 10];
        var times = new List<long>();
        foreach (var now in clock)
        {
            block.Stamp(0, 1, now);
            times.Add(Values(block, 0).GetProperty("ts").GetInt64());
        }

        Assert.Equal([NowMs, NowMs + 1, NowMs + 2, NowMs + 3, NowMs + 10], times);
    }

    [Fact]
    public void A_device_that_comes_back_sends_the_present_and_then_the_past_in_order()
    {
        var block = new PacketBlock(s_layout, [0], [FlatOutIndicator.All[0]], MqttVersion.V5, QualityOfService.AtLeastOnce, 1, TimeSpan.FromSeconds(30));
        var times = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            block.Stamp(0, 1, NowMs + i);
            times.Add(Values(block, 0).GetProperty("ts").GetInt64());
        }

        Assert.Equal([NowMs, NowMs - 30_000, NowMs - 20_000, NowMs - 10_000], times);
    }

    [Fact]
    public void Values_walk_by_a_tenth_at_most_and_do_move()
    {
        var block = Block(MqttVersion.V5, QualityOfService.AtLeastOnce);
        var last = double.NaN;
        var seen = new HashSet<double>();
        for (var i = 0; i < 1_000; i++)
        {
            block.Stamp(3, 1, NowMs + i);
            var value = Values(block, 3).GetProperty("values").GetProperty("soil_moisture").GetDouble();
            if (i > 0) Assert.InRange(Math.Abs(value - last), 0, 0.1001);
            last = value;
            seen.Add(value);
        }
        Assert.InRange(seen.Count, 5, 10);
    }

    [Fact]
    public void The_fields_of_a_packet_are_where_the_record_looks_for_them()
    {
        var block = Block(MqttVersion.V5, QualityOfService.AtLeastOnce);
        block.Stamp(7, 1, NowMs);
        var packet = block.Packet(7);
        var body = Values(block, 7);

        Assert.Equal(s_layout.DeviceId(7), Encoding.ASCII.GetString(packet[block.Fields.DeviceId]));
        Assert.Equal("1732212345123", Encoding.ASCII.GetString(packet[block.Fields.Time]));
        var values = new List<string>();
        foreach (var field in block.Fields.Values) values.Add(Encoding.ASCII.GetString(packet[field]));
        Assert.Equal(body.GetProperty("values").EnumerateObject().Select(value => value.Value.GetRawText()), values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void The_window_takes_each_acknowledgement_once(int size)
    {
        var window = new InFlightWindow(size, packetLength: 4, keepCopies: false);
        var waiting = new Queue<ushort>();
        for (var sent = 1; sent <= 70_000; sent++) // past the last packet id
        {
            if (window.Vacant == 0)
            {
                var oldest = waiting.Dequeue();
                Assert.True(window.TryLeave(oldest, out var sentAt, out _));
                Assert.Equal(sent - size, sentAt);
                Assert.False(window.TryLeave(oldest, out _, out _));
            }
            Assert.NotEqual(0, window.NextPacketId);
            Assert.DoesNotContain(window.NextPacketId, waiting);
            waiting.Enqueue(window.NextPacketId);
            window.Enter(sent, [1, 2, 3, 4]);
        }
        Assert.Equal(size, window.Waiting);
        Assert.False(window.TryLeave(0, out _, out _));
        Assert.False(window.TryLeave(ushort.MaxValue, out _, out _));
    }

    [Fact]
    public void A_resend_has_what_still_waits_in_order_with_the_duplicate_flag()
    {
        var window = new InFlightWindow(4, packetLength: 2, keepCopies: true);
        for (byte i = 1; i <= 4; i++) window.Enter(i, [0x32, i]);
        Assert.True(window.TryLeave(1, out _, out var first));
        Assert.Equal(new byte[] { 0x32, 1 }, first.ToArray());
        Assert.True(window.TryLeave(3, out _, out _));

        Assert.Equal([0x3A, 2, 0x3A, 4], window.CopyForResend());
        Assert.Equal(2, window.Waiting);
        Assert.Equal(1, window.Vacant); // the oldest holds the window
    }

    private static PacketBlock Block(MqttVersion version, QualityOfService qos) =>
        new(s_layout, [.. Enumerable.Range(0, 120)], [.. FlatOutIndicator.All.Take(3)], version, qos, seed: 1);

    private static JsonElement Values(PacketBlock block, int index) =>
        JsonDocument.Parse(Read(block.Packet(index), MqttVersion.V5, 1).Body).RootElement;

    /// <summary>A reader of its own, so that the writer is not its own judge (MQTT 5.0 §3.3).</summary>
    private static (string Topic, int PacketId, string Body) Read(ReadOnlySpan<byte> packet, MqttVersion version, int qos)
    {
        Assert.Equal(0x30 | qos << 1, packet[0]);
        int length = packet[1] & 0x7F, at = 2;
        if (packet[1] >= 0x80) length |= packet[at++] << 7;
        Assert.Equal(packet.Length - at, length);
        var topicLength = BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        var topic = Encoding.UTF8.GetString(packet.Slice(at + 2, topicLength));
        at += 2 + topicLength;
        var packetId = qos == 0 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        at += qos == 0 ? 0 : 2;
        if (version is MqttVersion.V5) Assert.Equal(0, packet[at++]);
        return (topic, packetId, Encoding.UTF8.GetString(packet[at..]));
    }
}
