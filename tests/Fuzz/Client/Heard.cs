namespace SmartSectors.Mqtt.Fuzz;

/// <summary>
/// Holds what a server sends to the specification, and gives the answers of a good client. A breach is the server's and
/// throws.
/// </summary>
internal sealed class Heard(ClientScript script, Said said, MqttLimits limits)
{
    private readonly Dictionary<ushort, InFlight> _inFlight = [];
    private TopicAliases? _aliases;
    private byte[] _rest = [];

    public bool IsAccepted { get; private set; }

    public ConnectReason? Refusal { get; private set; }

    public DisconnectReason? Farewell { get; private set; }

    public bool IsWhole => _rest.Length == 0;

    /// <summary>What a good client answers, in order.</summary>
    public Queue<byte[]> Answers { get; } = new();

    private ConnectPacket Connect => said.Connect ?? throw new InvalidOperationException("the server answered what was no CONNECT");

    private int ReceiveMaximum => Math.Min(Connect.ReceiveMaximum, limits.MaxInFlight);

    public void Add(byte[] bytes)
    {
        _rest = [.. _rest, .. bytes];
        var at = 0;
        while (FixedHeader.TryRead(_rest.AsSpan(at), int.MaxValue, out var header) && header.PacketLength <= _rest.Length - at)
        {
            Take(header, _rest.AsSpan(at + header.Size, header.RemainingLength));
            at += header.PacketLength;
        }

        _rest = _rest[at..];
    }

    public void Acknowledged(PacketType type, ushort packetId, PubAckReason reason)
    {
        if (!_inFlight.TryGetValue(packetId, out var state)) return;
        var ends = (type, state) switch
        {
            (PacketType.PubAck, InFlight.AtLeastOnce) => true,
            (PacketType.PubRec, InFlight.ExactlyOnce) => reason >= PubAckReason.UnspecifiedError,
            (PacketType.PubComp, InFlight.Received) => true,
            _ => false,
        };
        if (ends) _inFlight.Remove(packetId);
        else if (type is PacketType.PubRec && state is InFlight.ExactlyOnce) _inFlight[packetId] = InFlight.Received;
    }

    private static void Must(bool holds, string rule)
    {
        if (!holds) throw new InvalidOperationException(rule);
    }

    private void Take(FixedHeader header, ReadOnlySpan<byte> body)
    {
        Must(Refusal is null && Farewell is null, $"{header.Type} after the last packet");
        Must(IsAccepted || header.Type is PacketType.ConnAck or PacketType.Auth, $"{header.Type} before CONNACK"); // [MQTT-3.2.0-1]
        if (said.Connect is { Version: MqttVersion.V5, MaximumPacketSize: { } most })
        {
            Must(header.PacketLength <= most, $"{header.Type} of {header.PacketLength} bytes to who takes {most}"); // [MQTT-3.1.2-24]
        }

        switch (header.Type)
        {
            case PacketType.ConnAck:
                TakeConnAck(header, body);
                break;
            case PacketType.Publish:
                TakePublish(header, body);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubComp:
                TakeAnswer(header, body);
                break;
            case PacketType.PubRel:
                var released = AckPacket.Read(header.Type, header.Flags, body, said.Version, out _, PacketSender.Server);
                Answers.Enqueue(script.Ack(PacketType.PubComp, released, PubAckReason.Success));
                break;
            case PacketType.SubAck:
                var subAck = SubAckPacket.Read(header.Flags, body, said.Version);
                TakeFilters(PacketType.SubAck, subAck.PacketId, subAck.Reasons.Length);
                break;
            case PacketType.UnsubAck:
                var unsubAck = UnsubAckPacket.Read(header.Flags, body, said.Version);
                TakeFilters(PacketType.UnsubAck, unsubAck.PacketId, said.Version is MqttVersion.V5 ? unsubAck.Reasons.Length : null);
                break;
            case PacketType.PingResp:
                PingPacket.Check(header);
                Must(said.TryAnswer(PacketType.PingResp, 0), "PINGRESP without PINGREQ");
                break;
            case PacketType.Disconnect:
                Must(said.Version is MqttVersion.V5, "DISCONNECT in 3.1.1");
                Farewell = DisconnectPacket.Read(header.Flags, body, said.Version, PacketSender.Server).Reason;
                break;
            case PacketType.Auth:
                Must(Connect.AuthenticationMethod is not null, "AUTH to who did not ask for it"); // [MQTT-4.12.0-6]
                var auth = AuthPacket.Read(header.Flags, body, PacketSender.Server);
                Must(auth.Method == Connect.AuthenticationMethod, "AUTH with another method"); // [MQTT-4.12.0-5]
                if (auth.Reason is AuthReason.ContinueAuthentication) Answers.Enqueue(script.Auth(AuthReason.ContinueAuthentication));
                break;
            default:
                Must(false, $"a server never sends {header.Type}");
                break;
        }
    }

    private void TakeConnAck(FixedHeader header, ReadOnlySpan<byte> body)
    {
        Must(!IsAccepted, "a second CONNACK"); // [MQTT-3.2.0-2]
        var version = said.Connect is null && body.Length > 2 ? MqttVersion.V5 : said.Version;
        var packet = ConnAckPacket.Read(header.Flags, body, version);
        if (packet.Reason is not ConnectReason.Success)
        {
            Refusal = packet.Reason;
            return;
        }

        IsAccepted = true;
        Must(!packet.SessionPresent || !Connect.CleanStart, "a session for who wants none"); // [MQTT-3.2.2-2]
        _aliases = new TopicAliases(Connect.TopicAliasMaximum);
    }

    private void TakePublish(FixedHeader header, ReadOnlySpan<byte> body)
    {
        var publish = PublishPacketReader.Read(header.Flags, body, said.Version, _aliases!, ushort.MaxValue, PacketSender.Server);
        if (publish.Qos is QualityOfService.AtMostOnce) return;

        TakeInFlight(publish.Qos is QualityOfService.ExactlyOnce, publish.PacketId, publish.Duplicate);
    }

    private void TakeInFlight(bool exactly, ushort packetId, bool duplicate)
    {
        // Who acknowledges what it did not get yet cannot count.
        Must(duplicate || !script.IsHonest || !_inFlight.ContainsKey(packetId), $"packet identifier {packetId} is in use"); // [MQTT-2.2.1-4]
        _inFlight[packetId] = exactly ? InFlight.ExactlyOnce : InFlight.AtLeastOnce;
        Must(!script.IsHonest || _inFlight.Count <= ReceiveMaximum, $"{_inFlight.Count} publishes at once to who takes {ReceiveMaximum}"); // [MQTT-3.3.4-9]
        Answers.Enqueue(script.Ack(exactly ? PacketType.PubRec : PacketType.PubAck, packetId, PubAckReason.Success));
    }

    private void TakeAnswer(FixedHeader header, ReadOnlySpan<byte> body)
    {
        var packetId = AckPacket.Read(header.Type, header.Flags, body, said.Version, out var reason, PacketSender.Server);
        Must(said.TryAnswer(header.Type, packetId), $"{header.Type} {packetId} for nothing");
        if (header.Type is PacketType.PubRec && reason < PubAckReason.UnspecifiedError && !script.HoldsReleases)
        {
            Answers.Enqueue(script.Ack(PacketType.PubRel, packetId, PubAckReason.Success));
        }
    }

    private void TakeFilters(PacketType type, ushort packetId, int? reasons)
    {
        Must(said.TryAnswer(type, packetId), $"{type} {packetId} for nothing");
        var filters = said.TakeFilterCount(packetId);
        Must(reasons is null || reasons == filters, $"{type} with {reasons} reasons for {filters} filters"); // [MQTT-3.8.4-6]
    }

    /// <summary>How far a publish of the server is that the client has not answered to the end.</summary>
    private enum InFlight
    {
        AtLeastOnce,
        ExactlyOnce,
        Received,
    }
}
