using System.Buffers.Binary;
using System.Net.Sockets;
using SmartSectors.Benchmarks.Brokers.Wire;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>Acknowledgements gathered during one read of a socket, and sent with one write.</summary>
internal sealed class ReplyBuffer
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _sent, _end;

    public bool IsEmpty => _sent == _end;

    // MQTT 5.0 §3.4 to §3.7: type, 2, packet identifier; success needs no reason code.
    public void Add(PacketKind kind, ushort packetId)
    {
        if (_bytes.Length - _end < 4) Array.Resize(ref _bytes, 2 * _bytes.Length);
        var packet = _bytes.AsSpan(_end, 4);
        packet[0] = (byte)(((int)kind << 4) | (kind is PacketKind.PubRel ? 0b0010 : 0));
        packet[1] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], packetId);
        _end += 4;
    }

    /// <summary>False when the socket does not take all of it now.</summary>
    public bool Flush(Socket socket)
    {
        while (_sent < _end)
        {
            _sent += socket.Send(_bytes.AsSpan(_sent, _end - _sent), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock) return false;
            if (error is not SocketError.Success) throw new BrokerException($"a connection was lost: {error}");
        }
        _sent = _end = 0;
        return true;
    }
}
