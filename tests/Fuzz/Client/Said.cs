namespace SmartSectors.Mqtt.Fuzz;

/// <summary>
/// What a server has to understand of the bytes that one client sent: the first breach of the packets' form, and which
/// answers are due.
/// </summary>
internal sealed class Said(MqttLimits limits)
{
    private readonly TopicAliases _aliases = new(limits.TopicAliasMaximum);
    private readonly Dictionary<(PacketType Type, ushort PacketId), int> _due = [];
    private readonly Dictionary<ushort, Queue<int>> _filtersOf = [];
    private byte[] _rest = [];

    public ConnectPacket? Connect { get; private set; }

    public MqttVersion Version => Connect?.Version ?? MqttVersion.V311;

    /// <summary>Why the server has to close by itself; null while it has not.</summary>
    public MalformedReason? Breach { get; private set; }

    /// <summary>A good DISCONNECT was sent; the server closes.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whole packets, the one with the breach included.</summary>
    public int Packets { get; private set; }

    /// <summary>No half packet is under way.</summary>
    public bool IsWhole => _rest.Length == 0;

    public bool IsAnswered => _due.Count == 0;

    /// <summary>Told of each acknowledgement of what the server published.</summary>
    public Action<PacketType, ushort, PubAckReason>? Acknowledged { get; init; }

    public string Unanswered => string.Join(", ", _due.Keys);

    public void Add(byte[] bytes)
    {
        if (Breach is not null || IsOver) return;
        _rest = [.. _rest, .. bytes];
        var at = 0;
        try
        {
            while (!IsOver && TryTake(_rest.AsSpan(at), out var length)) at += length;
        }
        catch (MalformedPacketException e)
        {
            Breach = e.Reason;
            Packets++;
        }

        _rest = _rest[at..];
    }

    /// <summary>False when the server answers what was not asked.</summary>
    public bool TryAnswer(PacketType type, ushort packetId)
    {
        if (!_due.TryGetValue((type, packetId), out var count)) return false;
        if (count == 1) _due.Remove((type, packetId));
        else _due[(type, packetId)] = count - 1;
        return true;
    }

    /// <summary>How many filters the SUBSCRIBE or UNSUBSCRIBE had that is answered now.</summary>
    public int TakeFilterCount(ushort packetId) => _filtersOf.TryGetValue(packetId, out var counts) && counts.TryDequeue(out var count) ? count : 0;

    private bool TryTake(ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        if (Connect is null && !rest.IsEmpty && rest[0] >> 4 != (int)PacketType.Connect)
        {
            MalformedPacketException.Throw(MalformedReason.FirstPacketNotConnect);
        }

        if (!FixedHeader.TryRead(rest, limits.MaxPacketSizeBytes, out var header) || header.PacketLength > rest.Length) return false;
        var body = rest.Slice(header.Size, header.RemainingLength);
        if (Connect is null)
        {
            Connect = ConnectPacketReader.Read(header.Flags, body);
            header.CheckLength(Connect.Version);
        }
        else
        {
            header.CheckLength(Version);
            Take(header, body);
        }

        length = header.PacketLength;
        Packets++;
        return true;
    }

    private void Take(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.Publish:
                var publish = PublishPacketReader.Read(header.Flags, body, Version, _aliases, limits.MaxTopicLengthBytes);
                if (publish.Qos is QualityOfService.AtLeastOnce) Due(PacketType.PubAck, publish.PacketId);
                else if (publish.Qos is QualityOfService.ExactlyOnce) Due(PacketType.PubRec, publish.PacketId);
                break;
            case PacketType.PubRel:
                Due(PacketType.PubComp, AckPacket.Read(header.Type, header.Flags, body, Version, out _));
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubComp:
                var packetId = AckPacket.Read(header.Type, header.Flags, body, Version, out var reason);
                Acknowledged?.Invoke(header.Type, packetId, reason);
                break;
            case PacketType.Subscribe:
                var subscribe = SubscribePacketReader.Open(header.Flags, body, Version);
                var filters = 0;
                for (; subscribe.TryNext(out _, out _); filters++)
                {
                    // Counted.
                }

                Due(PacketType.SubAck, subscribe.PacketId, filters);
                break;
            case PacketType.Unsubscribe:
                var unsubscribe = UnsubscribePacketReader.Open(header.Flags, body, Version);
                var removed = 0;
                for (; unsubscribe.TryNext(out _); removed++)
                {
                    // Counted.
                }

                Due(PacketType.UnsubAck, unsubscribe.PacketId, removed);
                break;
            case PacketType.PingReq:
                PingPacket.Check(header);
                Due(PacketType.PingResp, 0);
                break;
            case PacketType.Disconnect:
                DisconnectPacket.Read(header.Flags, body, Version);
                IsOver = true;
                break;
            case PacketType.Auth when Version is MqttVersion.V5:
                AuthPacket.Read(header.Flags, body);
                break;
            default:
                MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
                break;
        }
    }

    private void Due(PacketType type, ushort packetId) =>
        _due[(type, packetId)] = _due.GetValueOrDefault((type, packetId)) + 1;

    private void Due(PacketType type, ushort packetId, int filters)
    {
        Due(type, packetId);
        if (!_filtersOf.TryGetValue(packetId, out var counts)) _filtersOf[packetId] = counts = new Queue<int>();
        counts.Enqueue(filters);
    }
}
