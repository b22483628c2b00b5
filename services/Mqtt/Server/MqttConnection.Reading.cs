using System.Buffers;

namespace SmartSectors.Mqtt;

// The loop: one socket read, all its whole packets, one batch to the receiver.
public sealed partial class MqttConnection
{
    private readonly PublishThrottle? _throttle;
    private MalformedReason? _malformed;
    private bool _pauses;
    private bool _waitsForStore;

    /// <summary>No further packet is taken from this read, though there may be more.</summary>
    private bool StopsTaking => _pauses || _throttle is { MustWait: true };

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
                if (StopsTaking) examined = consumed;
                if (_batch is not null) await HandOverAsync(_waitsForStore);
                if (_pauses) await FinishPauseAsync();
                _output.Flush();
                if (read.IsCompleted && !StopsTaking) End(DisconnectCause.PeerClosed);
            }
            finally
            {
                _input.AdvanceTo(consumed, examined);
            }
        }
    }

    /// <summary>
    /// Takes every whole packet of the read, up to one whose answer has to be waited for. After a malformed one framing is
    /// lost and nothing more is taken; what came before it is handed over all the same.
    /// </summary>
    private SequencePosition Consume(in ReadOnlySequence<byte> buffer)
    {
        var scanner = new PacketScanner(buffer, _limits.MaxPacketSizeBytes);
        // The acknowledgements completed by now are the most that the client can have seen when it sent this.
        var unacknowledged = _output.Unacknowledged;
        _pauses = false;
        BeginRouting();
        try
        {
            while (Cause is DisconnectCause.None && !StopsTaking && scanner.TryNext(out var header, out var body))
            {
                header.CheckLength(Version);
                if (header.Type is PacketType.Publish)
                {
                    TakePublish(header.Flags, body, unacknowledged);
                    _throttle?.Take(header.PacketLength);
                }
                else
                {
                    TakeControl(header, body);
                }

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
            EndRouting();
        }

        return scanner.Consumed;
    }

    // A publish that is routed to a peer in memory may run that peer's reader on this thread: it takes a scope of its own.
    private void BeginRouting()
    {
        _scope = s_freeScope ?? new RouteScope();
        s_freeScope = null;
    }

    private void EndRouting()
    {
        var scope = _scope!;
        _scope = null;
        _waitsForStore = scope.HasStored;
        scope.HasStored = false;
        scope.Flush();
        s_freeScope = scope;
    }

    private void TakeControl(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.PingReq:
                PingPacket.Check(header);
                _output.Write(PingPacket.Response);
                break;
            case PacketType.PubAck:
                _session!.Acknowledged(this, AckPacket.Read(header.Type, header.Flags, body, Version, out _));
                break;
            case PacketType.PubRec:
                _session!.Received(this, AckPacket.Read(header.Type, header.Flags, body, Version, out var reason), reason);
                break;
            case PacketType.PubRel:
                TakeRelease(header.Flags, body);
                break;
            case PacketType.PubComp:
                _session!.Completed(this, AckPacket.Read(header.Type, header.Flags, body, Version, out _));
                break;
            case PacketType.Subscribe:
                Subscribe(header.Flags, body);
                _pauses = true;
                break;
            case PacketType.Unsubscribe:
                Unsubscribe(header.Flags, body);
                _pauses = true;
                break;
            case PacketType.Disconnect:
                TakeDisconnect(DisconnectPacket.Read(header.Flags, body, Version));
                break;
            case PacketType.Auth when Version is MqttVersion.V5:
                BeginAuthentication(AuthPacket.Read(header.Flags, body));
                _pauses = true;
                break;
            case PacketType.Connect:
                MalformedPacketException.Throw(MalformedReason.SecondConnect); // [MQTT-3.1.0-2]
                break;
            case 0:
                MalformedPacketException.Throw(MalformedReason.UnknownPacketType);
                break;
            default:
                // What only a server may send; AUTH in MQTT 3.1.1 is reserved.
                MalformedPacketException.Throw(header.Type is PacketType.Auth ? MalformedReason.UnknownPacketType : MalformedReason.UnexpectedPacket);
                break;
        }
    }

    private void TakeDisconnect(DisconnectPacket packet)
    {
        if (packet.SessionExpirySeconds is { } seconds)
        {
            // MQTT 5.0 §3.14.2.2.2: a session that was to end with its connection is not prolonged at its end.
            if (seconds > 0 && !_session!.IsStored) MalformedPacketException.Throw(MalformedReason.SessionExpiry);
            _session!.ChangeExpiry(this, Math.Min(seconds, _limits.MaxSessionExpirySeconds));
        }

        _keepsWill = packet.Reason is not DisconnectReason.NormalDisconnection; // [MQTT-3.14.4-3]
        End(DisconnectCause.ClientDisconnected);
    }

    private async ValueTask FinishPauseAsync()
    {
        if (_subscribing is { } request)
        {
            _subscribing = null;
            await AnswerSubscribeAsync(request);
        }

        if (_authenticating is { } packet)
        {
            _authenticating = null;
            await AuthenticateAgainAsync(packet);
        }
    }

    /// <summary>Writes an answer; false, and the end of the connection, when it is longer than the client takes ([MQTT-3.1.2-24]).</summary>
    private bool TryAnswer(ReadOnlySpan<byte> packet)
    {
        if (!_output.Takes(packet.Length))
        {
            End(DisconnectCause.AnswerTooLarge);
            return false;
        }

        _output.Write(packet);
        return true;
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
