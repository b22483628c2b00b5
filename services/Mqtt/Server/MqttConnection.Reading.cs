using System.Buffers;

namespace SmartSectors.Mqtt;

// The loop: one socket read, all its whole packets, one batch to the receiver.
public sealed partial class MqttConnection
{
    private readonly TopicAliases _aliases;
    private readonly PublishThrottle? _throttle;
    private AckBatch? _batch;
    private int _publishes;
    private MalformedReason? _malformed;

    private async ValueTask ReadPacketsAsync()
    {
        while (Cause is DisconnectCause.None)
        {
            await _output.WaitUntilReadableAsync();
            if (_throttle is { MustWait: true }) await _throttle.WaitAsync();
            BeginWait();
            var read = await _input.ReadAsync();
            EndWait();

            var consumed = read.Buffer.Start;
            var examined = read.Buffer.End;
            try
            {
                if (read.IsCanceled) return;
                consumed = Consume(read.Buffer);
                NotePartialPacket(read.Buffer.Slice(consumed));
                if (_batch is not null) await HandOverAsync();
                _output.Flush();
                if (_throttle is { MustWait: true }) examined = consumed; // there may be packets left
                else if (read.IsCompleted) End(DisconnectCause.PeerClosed);
            }
            finally
            {
                _input.AdvanceTo(consumed, examined);
            }
        }
    }

    /// <summary>
    /// Takes every whole packet of the read. After a malformed one framing is lost and nothing more is taken; what came
    /// before it is handed over all the same.
    /// </summary>
    private SequencePosition Consume(in ReadOnlySequence<byte> buffer)
    {
        var scanner = new PacketScanner(buffer, _limits.MaxPacketSizeBytes);
        // The acknowledgements completed by now are the most that the client can have seen when it sent this.
        var unacknowledged = _output.Unacknowledged;
        try
        {
            while (Cause is DisconnectCause.None && _throttle is not { MustWait: true } && scanner.TryNext(out var header, out var body))
            {
                if (header.Type is PacketType.Publish)
                {
                    TakePublish(header.Flags, body, unacknowledged);
                    _throttle?.Take(header.PacketLength);
                }
                else TakeControl(header, body);
                _heardSomething = true;
            }
        }
        catch (MalformedPacketException e)
        {
            Malformed(e.Reason);
        }
        finally
        {
            scanner.Dispose();
        }

        return scanner.Consumed;
    }

    private void TakePublish(byte flags, ReadOnlySpan<byte> body, int unacknowledged)
    {
        var packet = PublishPacketReader.Read(flags, body, Version, _aliases, _limits.MaxTopicLengthBytes);
        if (packet.Qos is QualityOfService.ExactlyOnce) MalformedPacketException.Throw(MalformedReason.QosNotSupported); // [MQTT-3.2.2-11]
        _batch ??= _server.Batches.Rent(this);
        if (packet.Qos is QualityOfService.AtLeastOnce)
        {
            // MQTT 5.0 §3.3.4.
            if (Version is MqttVersion.V5 && unacknowledged + _batch.Count >= _limits.ReceiveMaximum)
            {
                MalformedPacketException.Throw(MalformedReason.ReceiveMaximumExceeded);
            }

            _batch.Add(Version, packet.PacketId, _receiver!.Receive(in packet));
        }
        else
        {
            _receiver!.Receive(in packet);
        }

        _publishes++;
    }

    private void TakeControl(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.PingReq:
                PingPacket.Check(header);
                _output.Write(PingPacket.Response);
                break;
            case PacketType.Subscribe:
                _output.Write(SubscribePacket.Refuse(header.Flags, body, Version));
                break;
            case PacketType.Unsubscribe:
                _output.Write(SubscribePacket.AnswerUnsubscribe(header.Flags, body, Version));
                break;
            case PacketType.Disconnect:
                DisconnectPacket.Read(header.Flags, body, Version);
                End(DisconnectCause.ClientDisconnected);
                break;
            case PacketType.Connect:
                MalformedPacketException.Throw(MalformedReason.SecondConnect); // [MQTT-3.1.0-2]
                break;
            case 0:
                MalformedPacketException.Throw(MalformedReason.UnknownPacketType);
                break;
            default:
                // Answers to what this server never sends, QoS 2, and what only a server may send.
                MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
                break;
        }
    }

    private ValueTask HandOverAsync()
    {
        var batch = _batch!;
        _batch = null;
        _server.Instruments.Published(_publishes);
        _publishes = 0;
        if (batch.Count > 0) _output.Owe(batch.Count);
        return _receiver!.EndReadAsync(batch, _givenUp.Token);
    }

    private void Malformed(MalformedReason reason)
    {
        // An unsupported level is the one error that MQTT 3.1.1 has an answer for ([MQTT-3.1.2-2]).
        if (reason is MalformedReason.UnsupportedProtocol)
        {
            _output.Write(new ConnAckPacket { Reason = ConnectReason.UnsupportedProtocolVersion }.Encode(MqttVersion.V311));
        }

        _malformed = reason;
        _server.Instruments.Malformed(reason);
        MqttLog.Malformed(_server.Logger, ClientId, Id, RemoteEndPoint, reason);
        End(DisconnectCause.Malformed);
    }
}
