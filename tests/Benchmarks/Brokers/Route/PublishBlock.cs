using System.Buffers.Binary;
using SmartSectors.Benchmarks.Brokers.Wire;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>
/// Publishes as they go over the wire, packet after packet of equal length, so that any run of them is one socket
/// write. Sending again takes patching in place: the packet identifier, and the time in the first 8 bytes of the payload.
/// </summary>
internal sealed class PublishBlock
{
    /// <summary>A socket write of 256 packets of 100 bytes is 25 KB: its cost no longer shows.</summary>
    private const int LeastPackets = 256;

    private readonly byte[] _bytes;
    private readonly int _length, _packetIdAt, _payloadAt;

    /// <param name="topics">Of equal length, taken in turn.</param>
    public PublishBlock(MqttVersion version, QualityOfService qos, IReadOnlyList<string> topics, int payloadLength)
    {
        Qos = qos;
        Count = (LeastPackets + topics.Count - 1) / topics.Count * topics.Count;
        _length = ClientPackets.Publish(version, topics[0], qos, payloadLength, out _packetIdAt, out _payloadAt).Length;
        _bytes = new byte[Count * _length];
        for (var i = 0; i < Count; i++)
        {
            var packet = ClientPackets.Publish(version, topics[i % topics.Count], qos, payloadLength, out _, out _);
            if (packet.Length != _length) throw new InvalidOperationException("BUG: topics of different length");
            packet.CopyTo(_bytes, i * _length);
        }
    }

    public QualityOfService Qos { get; }

    public int Count { get; }

    public ReadOnlyMemory<byte> Packets(int index, int count) => _bytes.AsMemory(index * _length, count * _length);

    /// <param name="packetId">Ignored at QoS 0.</param>
    public void Stamp(int index, ushort packetId, long timestamp)
    {
        var packet = _bytes.AsSpan(index * _length, _length);
        if (Qos is not QualityOfService.AtMostOnce) BinaryPrimitives.WriteUInt16BigEndian(packet[_packetIdAt..], packetId);
        BinaryPrimitives.WriteInt64LittleEndian(packet[_payloadAt..], timestamp);
    }
}
