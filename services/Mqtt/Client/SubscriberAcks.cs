namespace SmartSectors.Mqtt;

/// <summary>The PUBACKs and PUBRECs of one read of a subscriber, in the order received [MQTT-4.6.0-2], [MQTT-4.6.0-3].</summary>
internal sealed class SubscriberAcks(MqttSubscriber subscriber) : IDeferredAcks
{
    private readonly List<ushort> _exactlyOnce = [];
    private byte[] _bytes = new byte[256];
    private int _length;
    private int _isOpen;

    public IAckPeer Peer => subscriber;

    public int Count { get; private set; }

    /// <summary>What they are for is durable; read and written under the lock of the output.</summary>
    public bool IsDue { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public IReadOnlyList<ushort> ExactlyOnce => _exactlyOnce;

    public void Open()
    {
        Count = 0;
        IsDue = false;
        _length = 0;
        _exactlyOnce.Clear();
        Volatile.Write(ref _isOpen, 1);
    }

    public void Add(QualityOfService qos, ushort packetId, MqttVersion version)
    {
        if (_bytes.Length - _length < AckPacket.MaxLength) Array.Resize(ref _bytes, 2 * _bytes.Length);
        var type = qos is QualityOfService.ExactlyOnce ? PacketType.PubRec : PacketType.PubAck;
        _length += AckPacket.Write(_bytes.AsSpan(_length), type, version, packetId, PubAckReason.Success);
        if (type is PacketType.PubRec) _exactlyOnce.Add(packetId);
        Count++;
    }

    public void Complete()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) == 0) throw new InvalidOperationException("BUG: acknowledgements were completed twice");
        subscriber.Acknowledge(this);
    }

    /// <summary>They are written, or nobody is there for them: they may serve another read.</summary>
    public void Leave() => subscriber.Return(this);
}
