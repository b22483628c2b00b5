using System.Text;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>
/// A good client on the same server: it publishes to itself at every QoS, and gets each message once, in order and at
/// its QoS, whatever others do.
/// </summary>
internal sealed class Witness
{
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(30);

    private readonly MqttVersion _version;
    private readonly byte[] _topic;
    private readonly MemoryLink _link;
    private readonly Task _served;
    private byte[] _rest = [];
    private long _sent;
    private long _got;
    private bool _isAnswered;

    private Witness(FuzzServer server, MqttVersion version)
    {
        _version = version;
        _topic = Encoding.UTF8.GetBytes($"witness/{version}");
        (_link, _served) = server.Connect(server.DefaultListener);
    }

    public long Messages => _got;

    public static async Task<Witness> ConnectAsync(FuzzServer server, MqttVersion version)
    {
        var witness = new Witness(server, version);
        await witness.SendAsync(ConnectPacketWriter.Write(new ConnectPacket { Version = version, ClientId = $"witness {version}" }));
        await witness.WaitForAnswerAsync();
        var filter = $"witness/{version}";
        await witness.SendAsync(SubscribePacketWriter.Write(version, 1, 0, [(filter, new SubscriptionOptions(QualityOfService.ExactlyOnce))]));
        await witness.WaitForAnswerAsync();
        return witness;
    }

    /// <summary>One message there and back, and its acknowledgement.</summary>
    public async Task SpeakAsync()
    {
        var qos = (QualityOfService)(_sent % 3);
        var payload = Encoding.ASCII.GetBytes($"{_sent++}");
        var packet = new byte[PublishPacketWriter.Length(_version, _topic.Length, payload.Length, qos)];
        PublishPacketWriter.Write(packet, _version, _topic, payload, qos, packetId: 7);
        _isAnswered = qos is QualityOfService.AtMostOnce;
        await SendAsync(packet);
        await WaitUntilAsync(() => _isAnswered && _got == _sent);
    }

    public async Task CloseAsync()
    {
        await SendAsync(DisconnectPacket.Write(_version, DisconnectReason.NormalDisconnection));
        await _served.WaitAsync(_hang);
        _link.Close();
    }

    private async Task SendAsync(byte[] packet)
    {
        await _link.SendAsync(packet);
        await HearAsync(_link.Receive());
    }

    private async Task WaitForAnswerAsync()
    {
        await WaitUntilAsync(() => _isAnswered);
        _isAnswered = false;
    }

    private async Task WaitUntilAsync(Func<bool> done)
    {
        while (!done())
        {
            var read = await _link.Output.ReadAsync().AsTask().WaitAsync(_hang);
            var bytes = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
            _link.Output.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) throw new InvalidOperationException($"the server closed the witness of {_version}");
            await HearAsync(bytes);
        }
    }

    private async Task HearAsync(byte[] bytes)
    {
        _rest = [.. _rest, .. bytes];
        while (FixedHeader.TryRead(_rest, int.MaxValue, out var header) && header.PacketLength <= _rest.Length)
        {
            var body = _rest[header.Size..header.PacketLength];
            _rest = _rest[header.PacketLength..];
            if (Take(header, body) is { } answer) await SendAsync(answer);
        }
    }

    private byte[]? Take(FixedHeader header, byte[] body)
    {
        switch (header.Type)
        {
            case PacketType.ConnAck:
                _isAnswered = ConnAckPacket.Read(header.Flags, body, _version).Reason is ConnectReason.Success;
                return null;
            case PacketType.SubAck:
                _isAnswered = SubAckPacket.Read(header.Flags, body, _version).Reasons is [SubAckReason.GrantedQos2];
                return null;
            case PacketType.Publish:
                return TakePublish(PublishPacketReader.Read(header.Flags, body, _version, new TopicAliases(0), 1024, PacketSender.Server));
            case PacketType.PubRel:
                return Answer(PacketType.PubComp, header, body);
            case PacketType.PubRec:
                return Answer(PacketType.PubRel, header, body);
            case PacketType.PubAck or PacketType.PubComp:
                AckPacket.Read(header.Type, header.Flags, body, _version, out var reason, PacketSender.Server);
                _isAnswered = reason is PubAckReason.Success;
                return null;
            default:
                throw new InvalidOperationException($"the witness of {_version} got {header.Type} {Convert.ToHexString(body)}");
        }
    }

    private byte[]? TakePublish(PublishPacket publish)
    {
        var expected = $"{_got} at {(QualityOfService)(_got % 3)}";
        var got = $"{Encoding.ASCII.GetString(publish.Payload)} at {publish.Qos}";
        if (got != expected || publish.Duplicate) throw new InvalidOperationException($"the witness of {_version} got {got}, not {expected}");
        _got++;
        return publish.Qos switch
        {
            QualityOfService.AtLeastOnce => Ack(PacketType.PubAck, publish.PacketId),
            QualityOfService.ExactlyOnce => Ack(PacketType.PubRec, publish.PacketId),
            _ => null,
        };
    }

    private byte[] Answer(PacketType type, FixedHeader header, byte[] body) =>
        Ack(type, AckPacket.Read(header.Type, header.Flags, body, _version, out _, PacketSender.Server));

    private byte[] Ack(PacketType type, ushort packetId)
    {
        var packet = new byte[AckPacket.MaxLength];
        return packet[..AckPacket.Write(packet, type, _version, packetId, PubAckReason.Success)];
    }
}
