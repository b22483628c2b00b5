using System.Net.Sockets;

namespace SmartSectors.Mqtt;

// The reader: PUBACKs, answers to pings, and the server's goodbye.
public sealed partial class MqttPublisher
{
    private async Task ReadAsync(AckReader reader)
    {
        try
        {
            while (true)
            {
                TakePackets(reader);
                WakeSender();
                await reader.FillAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or MqttClientException or MalformedPacketException)
        {
            Lose(FailureOf(e));
        }
        finally
        {
            _socket.Dispose();
        }
    }

    private void TakePackets(AckReader reader)
    {
        var now = _time.GetTimestamp();
        while (reader.TryNext(out var header, out var body))
        {
            switch (header.Type)
            {
                case PacketType.PubAck:
                    TakePubAck(PubAckPacket.Read(header.Flags, body, Version, out var reason), reason, now);
                    break;
                case PacketType.PingResp:
                    Volatile.Write(ref _awaitsPong, false);
                    break;
                case PacketType.Disconnect when Version is MqttVersion.V5:
                    var farewell = DisconnectPacket.Read(header.Flags, body, Version);
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
