using System.Buffers.Binary;

namespace SmartSectors.Mqtt;

/// <summary>
/// PUBLISH packets encoded once and sent often: the packet identifiers are set when the batch is sent, and the payloads
/// may be patched in place between two sends. Not for two threads at once.
/// </summary>
public sealed class PublishBatch(MqttVersion version, QualityOfService qos)
{
    private byte[] _bytes = new byte[4096];
    private int _length;
    private readonly List<Entry> _entries = [];

    public MqttVersion Version => version;

    public QualityOfService Qos => qos;

    /// <summary>How many publishes it holds.</summary>
    public int Count => _entries.Count;

    /// <summary>The length of all packets together.</summary>
    public int LengthBytes => _length;

    /// <summary>Encodes one more publish and returns its index.</summary>
    /// <param name="topic">UTF-8.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="properties">Encoded by <see cref="UserPropertyWriter"/>; none in MQTT 3.1.1.</param>
    public int Add(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties = default)
    {
        var needed = _length + PublishPacketWriter.Length(version, topic.Length, payload.Length, qos, properties.Length);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        var layout = PublishPacketWriter.Write(
            _bytes.AsSpan(_length), version, topic, payload, qos, properties: properties);
        _entries.Add(new Entry(_length, layout));
        _length += layout.Length;
        return _entries.Count - 1;
    }

    /// <summary>The payload of one publish, to be patched; valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public Span<byte> Payload(int index)
    {
        var (start, layout) = _entries[index];
        return _bytes.AsSpan(start + layout.PayloadAt, layout.Length - layout.PayloadAt);
    }

    public void Clear()
    {
        _entries.Clear();
        _length = 0;
    }

    internal void SetPacketId(int index, ushort packetId)
    {
        var (start, layout) = _entries[index];
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(start + layout.PacketIdAt), packetId);
    }

    /// <summary>The packets from <paramref name="first"/> on, <paramref name="count"/> of them; they lie side by side.</summary>
    internal ReadOnlyMemory<byte> Packets(int first, int count)
    {
        var start = _entries[first].Start;
        var last = _entries[first + count - 1];
        return _bytes.AsMemory(start, last.Start + last.Layout.Length - start);
    }

    private readonly record struct Entry(int Start, PublishLayout Layout);
}
