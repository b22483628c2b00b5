using System.Buffers.Binary;
using System.Net.Sockets;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// Cuts what the server sends into packets and gives the PUBACKs. What a socket read leaves of a packet is kept for the
/// next one.
/// </summary>
internal sealed class AckReader
{
    private const int PubAck = 4, Disconnect = 14; // packet types, MQTT 5.0 §2.1.2
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start, _end;

    /// <summary>One non-blocking read. <see cref="SocketError.WouldBlock"/>: there was nothing.</summary>
    public SocketError Fill(Socket socket)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = socket.Receive(_buffer.AsSpan(_end), SocketFlags.None, out var error);
        _end += read;
        return error is SocketError.Success && read == 0 ? SocketError.ConnectionReset : error;
    }

    // PUBACK = 0x40, remaining length, packet identifier, [reason code, [properties]] (MQTT 5.0 §3.4).
    /// <summary>The next PUBACK; other packets are passed over. False means "need more bytes".</summary>
    /// <exception cref="FleetException">The server said DISCONNECT or sent what no client can get.</exception>
    public bool TryRead(out ushort packetId, out PubAckReason reason)
    {
        packetId = 0;
        reason = PubAckReason.Success;
        while (_end - _start >= 2)
        {
            var packet = _buffer.AsSpan(_start, _end - _start);
            int length = packet[1];
            if (length > 127) throw new FleetException($"the broker sent a packet of type {packet[0] >> 4} that is too long");
            if (packet.Length < 2 + length) return false;

            _start += 2 + length;
            switch (packet[0] >> 4)
            {
                case PubAck:
                    packetId = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
                    if (length > 2) reason = (PubAckReason)packet[4];
                    return true;
                case Disconnect:
                    throw new FleetException($"the broker disconnected: reason 0x{(length > 0 ? packet[2] : 0):X2}");
            }
        }
        return false;
    }

    public void Reset() => _start = _end = 0;
}
