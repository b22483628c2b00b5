namespace SmartSectors.Mqtt;

// The reader: PUBACKs, answers to pings, and the server's goodbye.
public sealed partial class MqttPublisher
{
    private async Task ReadAsync(PacketInput input)
    {
        try
        {
            while (true)
            {
                TakePackets(input);
                WakeSender();
                await input.FillAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or MalformedPacketException)
        {
            Lose(_isClosing ? Closed() : MqttClientException.Of(e));
        }
        finally
        {
            _transport.Dispose();
        }
    }

    private void TakePackets(PacketInput input)
    {
        var now = _time.GetTimestamp();
        while (input.TryNext(out var header, out var body, out _))
        {
            switch (header.Type)
            {
                case PacketType.PubAck:
                    TakePubAck(
                        AckPacket.Read(PacketType.PubAck, header.Flags, body, Version, out var reason, PacketSender.Server), reason, now);
                    break;
                case PacketType.PingResp:
                    Volatile.Write(ref _awaitsPong, false);
                    break;
                case PacketType.Disconnect when Version is MqttVersion.V5:
                    var farewell = DisconnectPacket.Read(header.Flags, body, Version, PacketSender.Server).Reason;
                    throw new MqttClientException(MqttClientFailure.Disconnected, $"the MQTT server disconnected: {farewell}")
                    {
                        DisconnectReason = farewell,
                    };
                default:
                    MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
                    break;
            }
        }
    }

    private void TakePubAck(ushort packetId, PubAckReason reason, long now)
    {
        if (!_window.TryGiveBack(packetId, out var sentAt, out var waiter))
        {
            MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
        }

        Acknowledged++;
        if (reason >= PubAckReason.UnspecifiedError) Refused++;
        Latencies.Record(_time.GetElapsedTime(sentAt, now));
        waiter?.TrySetResult(reason);
    }

    private void WakeSender()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            if (_roomWaiter is null || _window.Room < _roomWanted) return;
            waiter = _roomWaiter;
            _roomWaiter = null;
        }

        waiter.TrySetResult();
    }
}
