using System.Net.Sockets;

namespace SmartSectors.Mqtt;

/// <summary>What the server sends to a publisher: whole packets out of one buffer that is filled from the socket.</summary>
internal sealed class AckReader(Socket socket, MqttVersion version)
{
    /// <summary>
    /// 4,096 plain PUBACKs. It also bounds what a server may send in one packet; a CONNACK or DISCONNECT with reason
    /// string and user properties is far shorter. A simulator has one for each of its thousands of connections.
    /// </summary>
    private const int BufferLength = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _start;
    private int _end;

    /// <summary>Waits for more bytes. The server closing is a failure, as nothing ends a connection but the client.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        var received = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken);
        if (received == 0)
        {
            throw new MqttClientException(MqttClientFailure.ConnectionLost, "the MQTT server closed the connection");
        }

        _end += received;
    }

    /// <summary>False means that more bytes are needed. The body is valid until <see cref="FillAsync"/>.</summary>
    public bool TryNext(out FixedHeader header, out ReadOnlySpan<byte> body)
    {
        var unread = _buffer.AsSpan(_start.._end);
        if (!FixedHeader.TryRead(unread, BufferLength, out header) || header.PacketLength > unread.Length)
        {
            body = default;
            return false;
        }

        body = unread.Slice(header.Size, header.RemainingLength);
        _start += header.PacketLength;
        return true;
    }

    public async ValueTask<ConnAckPacket> ReadConnAckAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryReadConnAck() is { } packet) return packet;
            await FillAsync(cancellationToken);
        }
    }

    private ConnAckPacket? TryReadConnAck()
    {
        if (!TryNext(out var header, out var body)) return null;
        if (header.Type is not PacketType.ConnAck) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
        return ConnAckPacket.Read(header.Flags, body, version);
    }
}
