using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SmartSectors.Fleet.Signals;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// The next message of each device of one connection, as it goes over the wire, packet after packet of equal length, so
/// that any run of them is one socket write. Sending again takes patching in place: the packet id, the 13 digits of
/// <c>ts</c>, and the last digit of each value, which walks by −0.1, 0 or +0.1 within its unit.
/// </summary>
internal sealed class PacketBlock
{
    private static readonly byte[] s_timePlace = Encoding.ASCII.GetBytes("{\"ts\":");
    private readonly byte[] _bytes;
    // What a device that was cut off has gathered: a message each ten seconds.
    public const long BackfillStepMs = 10_000;

    private readonly long[] _lastMs;
    private readonly long _backfillMs;
    private readonly ClockDigits _clock = new();
    private readonly int _packetIdAt, _timeAt;
    private readonly int[] _lastDigitAt;
    private ulong _walk;

    /// <param name="devices">Indexes of the connection's devices in the layout.</param>
    /// <param name="backfill">
    /// After a first message of now, messages go through this time before it, as of a device that comes back and delivers
    /// what it has gathered.
    /// </param>
    public PacketBlock(
        FlatOutLayout layout, IReadOnlyList<int> devices, IReadOnlyList<FlatOutIndicator> indicators,
        MqttVersion version, QualityOfService qos, long seed, TimeSpan? backfill = null)
    {
        Count = devices.Count;
        _backfillMs = (long)(backfill ?? TimeSpan.Zero).TotalMilliseconds;
        _lastMs = new long[Count];
        var first = Encode(layout, devices[0], indicators, version, qos, seed, out var place);
        PacketLength = first.Length;
        _packetIdAt = place.PacketIdAt;
        _timeAt = place.PayloadAt + s_timePlace.Length;
        _bytes = new byte[PacketLength * Count];
        for (var i = 0; i < Count; i++)
        {
            var packet = Encode(layout, devices[i], indicators, version, qos, seed, out _);
            if (packet.Length != PacketLength) throw new InvalidOperationException("BUG: packets of different length");
            packet.CopyTo(_bytes, i * PacketLength);
        }

        Fields = PacketFields.Find(first, place.PayloadAt, layout.DeviceId(devices[0]), indicators);
        _lastDigitAt = [.. Fields.Values.Select(value => value.End.Value - 1)];
        _walk = Seed.Of(seed, layout.DeviceId(devices[0])).Value | 1; // xorshift must not start at zero
    }

    public int Count { get; }

    public int PacketLength { get; }

    /// <summary>Where the parts of a packet lie, the same in all.</summary>
    public PacketFields Fields { get; }

    public ReadOnlySpan<byte> Packet(int index) => _bytes.AsSpan(index * PacketLength, PacketLength);

    public ReadOnlyMemory<byte> Packets(int index, int count) =>
        _bytes.AsMemory(index * PacketLength, count * PacketLength);

    /// <summary>Makes the device's next message.</summary>
    /// <param name="packetId">Ignored at QoS 0.</param>
    /// <param name="nowMs">The message's time, or a millisecond after the device's last where that is later; of backfill the first's alone.</param>
    public void Stamp(int index, ushort packetId, long nowMs)
    {
        var packet = _bytes.AsSpan(index * PacketLength, PacketLength);
        if (_packetIdAt != PublishLayout.NoPacketId) BinaryPrimitives.WriteUInt16BigEndian(packet[_packetIdAt..], packetId);

        _clock.Write(NextTime(ref _lastMs[index], nowMs), packet[_timeAt..]);

        // Marsaglia 2003. Two bits a value: down, stay, stay, up; at the ends of the unit it stays.
        _walk ^= _walk << 13;
        _walk ^= _walk >> 7;
        _walk ^= _walk << 17;
        var bits = _walk >> 20;
        foreach (var at in _lastDigitAt)
        {
            var digit = packet[at] + ((bits & 3) == 3 ? 1 : (bits & 3) == 0 ? -1 : 0);
            packet[at] = (byte)Math.Clamp(digit, '0', '9');
            bits >>= 2;
        }
    }

    private long NextTime(ref long lastMs, long nowMs)
    {
        if (_backfillMs == 0) return lastMs = Math.Max(nowMs, lastMs + 1);
        if (lastMs > 0) return lastMs += BackfillStepMs;
        lastMs = nowMs - _backfillMs - BackfillStepMs;
        return nowMs;
    }

    private static byte[] Encode(
        FlatOutLayout layout, int device, IReadOnlyList<FlatOutIndicator> indicators,
        MqttVersion version, QualityOfService qos, long seed, out PublishLayout place)
    {
        var draw = Seed.Of(seed, layout.DeviceId(device));
        var values = indicators.Select((indicator, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"\"{indicator.Key}\":{indicator.Least + draw.With(i).Pick(indicator.Most - indicator.Least + 1)}.{draw.With(i).With(1).Pick(10)}"));
        var payload = Encoding.ASCII.GetBytes(
            $"{{\"ts\":{new string('0', ClockDigits.Length)},\"values\":{{{string.Join(',', values)}}}}}");
        var topic = Encoding.ASCII.GetBytes(layout.Topic(device));
        var packet = new byte[PublishPacketWriter.Length(version, topic.Length, payload.Length, qos)];
        place = PublishPacketWriter.Write(packet, version, topic, payload, qos);
        return packet;
    }
}
