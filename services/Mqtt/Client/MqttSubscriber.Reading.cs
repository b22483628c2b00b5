using System.Collections.Concurrent;

namespace SmartSectors.Mqtt;

// The loop: one read, all its whole packets, one set of acknowledgements to the receiver.
public sealed partial class MqttSubscriber
{
    /// <summary>A few reads wait for the log at a time; more are left to the collector.</summary>
    private const int MaxPooledAcks = 64;

    private const long NotWaiting = 0;

    // No topic alias is announced, so none may come.
    private static readonly TopicAliases _noAliases = new(0);

    private readonly ConcurrentQueue<SubscriberAcks> _free = new();
    private SubscriberAcks? _acks;
    private int _received;
    private long _waitingSince;
    private bool _awaitsPong;

    private async Task ReadAsync(PacketInput input)
    {
        await Task.Yield(); // The constructor is not done yet.
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                await _output.WaitUntilReadableAsync();
                var malformed = TakePackets(input);
                if (_acks is not null) await HandOverAsync();
                _output.Flush();
                if (malformed is not null) throw malformed;
                await FillAsync(input);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or MalformedPacketException)
        {
            Lose(MqttClientException.Of(e));
        }

        if (_failure is not null) throw _failure;
    }

    private async ValueTask FillAsync(PacketInput input)
    {
        Volatile.Write(ref _waitingSince, _time.GetTimestamp());
        try
        {
            await input.FillAsync(_stopping.Token);
            Volatile.Write(ref _awaitsPong, false);
        }
        finally
        {
            Volatile.Write(ref _waitingSince, NotWaiting);
        }
    }

    /// <summary>
    /// Takes every whole packet of the read. After a malformed one framing is lost and nothing more is taken; what came
    /// before it is handed over all the same.
    /// </summary>
    private Exception? TakePackets(PacketInput input)
    {
        try
        {
            while (input.TryNext(out var header, out var body, out var isCut))
            {
                if (header.Type is PacketType.Publish) TakePublish(header.Flags, body, isCut);
                else TakeControl(header, body);
            }

            return null;
        }
        catch (Exception e) when (e is MalformedPacketException or MqttClientException)
        {
            return e;
        }
    }

    private void TakePublish(byte flags, ReadOnlySpan<byte> body, bool isCut)
    {
        var packet = isCut
            ? CutPublish.Read(flags, body)
            : PublishPacketReader.Read(flags, body, Version, _noAliases, ushort.MaxValue, PacketSender.Server);
        if (packet.Qos is QualityOfService.ExactlyOnce && IsRepeated(packet.PacketId)) return;

        _acks ??= Rent();
        if (packet.Qos is not QualityOfService.AtMostOnce) _acks.Add(packet.Qos, packet.PacketId, Version);
        _receiver.Receive(in packet, isCut);
        _received++;
    }

    // MQTT 5.0 §4.3.3, method B: from PUBREC to PUBREL the identifier alone is enough to know a repetition.
    private bool IsRepeated(ushort packetId)
    {
        var delivery = _session.Begin(packetId);
        if (delivery is ExactlyOnceDelivery.Durable) Answer(PacketType.PubRec, packetId, PubAckReason.Success);
        return delivery is not ExactlyOnceDelivery.First;
    }

    private void TakeControl(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.PubRel:
                var released = AckPacket.Read(PacketType.PubRel, header.Flags, body, Version, out _, PacketSender.Server);
                var known = _session.Release(released);
                Answer(PacketType.PubComp, released, known ? PubAckReason.Success : PubAckReason.PacketIdentifierNotFound);
                break;
            case PacketType.SubAck:
                var subscribed = SubAckPacket.Read(header.Flags, body, Version);
                TakeAnswer(subscribed.PacketId, subscribed.Reasons);
                break;
            case PacketType.UnsubAck:
                TakeAnswer(UnsubAckPacket.Read(header.Flags, body, Version).PacketId, []);
                break;
            case PacketType.PingResp:
                break; // Whatever comes is as good a sign of life.
            case PacketType.Disconnect when Version is MqttVersion.V5:
                var farewell = DisconnectPacket.Read(header.Flags, body, Version, PacketSender.Server);
                throw new MqttClientException(
                    MqttClientFailure.Disconnected, $"the MQTT server disconnected: {farewell.Reason} {farewell.ReasonString}".TrimEnd())
                {
                    DisconnectReason = farewell.Reason,
                };
            default:
                MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
                break;
        }
    }

    private void Answer(PacketType type, ushort packetId, PubAckReason reason)
    {
        Span<byte> packet = stackalloc byte[AckPacket.MaxLength];
        _output.Write(packet[..AckPacket.Write(packet, type, Version, packetId, reason)]);
    }

    private ValueTask HandOverAsync()
    {
        var acks = _acks!;
        _acks = null;
        _session.CountReceived(_received);
        _received = 0;
        _output.Owe(acks);
        return _receiver.EndReadAsync(acks, _givenUp.Token);
    }

    private SubscriberAcks Rent()
    {
        if (!_free.TryDequeue(out var acks)) acks = new SubscriberAcks(this);
        acks.Open();
        return acks;
    }

    internal void Return(SubscriberAcks acks)
    {
        if (_free.Count < MaxPooledAcks) _free.Enqueue(acks);
    }

    /// <summary>
    /// Twice a keep-alive (MQTT 5.0 §3.1.2.10): asks when nothing was sent or heard, and gives up when nobody answered.
    /// While the reader does not listen, because the receiver slows it, silence says nothing.
    /// </summary>
    private void LookAfterConnection()
    {
        var now = _time.GetTimestamp();
        var isSilent = Volatile.Read(ref _waitingSince) is not NotWaiting and var since && _time.GetElapsedTime(since, now) >= _pingInterval;
        if (isSilent && AwaitsPong) Lose(new MqttClientException(MqttClientFailure.ConnectionLost, "the MQTT server did not answer a ping"));
        else if (_output.SendingFor(now) >= 2 * _pingInterval) Lose(new MqttClientException(MqttClientFailure.ConnectionLost, "the MQTT server does not read"));
        else if (isSilent || !_output.TakeHasWritten()) Ping();
    }

    private void Ping()
    {
        Volatile.Write(ref _awaitsPong, true);
        _output.WritePing();
        _output.Flush();
    }
}
