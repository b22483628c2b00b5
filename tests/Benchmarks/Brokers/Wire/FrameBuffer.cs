using System.Net.Sockets;

namespace SmartSectors.Benchmarks.Brokers.Wire;

/// <summary>One MQTT packet as it lies in the buffer: the first byte of its fixed header, and what follows the length.</summary>
internal readonly ref struct Frame(byte first, ReadOnlySpan<byte> body)
{
    public PacketKind Kind => (PacketKind)(first >> 4);

    /// <summary>Of a PUBLISH (MQTT 5.0 §3.3.1.2).</summary>
    public int Qos => (first >> 1) & 0b11;

    public ReadOnlySpan<byte> Body { get; } = body;
}

/// <summary>
/// Cuts what a socket brings into packets, without allocating. What a read leaves of a packet is kept for the next one,
/// so the buffer must hold the longest packet.
/// </summary>
internal sealed class FrameBuffer(int size)
{
    private readonly byte[] _bytes = new byte[size];
    private int _start, _end;

    /// <summary>One read. <see cref="SocketError.WouldBlock"/>: there was nothing.</summary>
    public SocketError Fill(Socket socket)
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        if (_end == _bytes.Length) throw new BrokerException($"the broker sent a packet of more than {_bytes.Length} bytes");

        var read = socket.Receive(_bytes.AsSpan(_end), SocketFlags.None, out var error);
        _end += read;
        return error is SocketError.Success && read == 0 ? SocketError.ConnectionReset : error;
    }

    // MQTT 5.0 §2.1: type and flags, remaining length in one to four bytes of 7 bits, body.
    /// <summary>False means "need more bytes". The frame is valid until the next <see cref="Fill"/>.</summary>
    public bool TryNext(out Frame frame)
    {
        frame = default;
        var unread = _bytes.AsSpan(_start, _end - _start);
        var length = 0;
        for (var at = 1; at <= 4; at++)
        {
            if (at >= unread.Length) return false;
            length |= (unread[at] & 0x7F) << (7 * (at - 1));
            if ((unread[at] & 0x80) != 0) continue;

            if (unread.Length - at - 1 < length) return false;
            frame = new Frame(unread[0], unread.Slice(at + 1, length));
            _start += at + 1 + length;
            return true;
        }
        throw new BrokerException("the broker sent a packet whose length has more than four bytes");
    }

    public void Clear() => _start = _end = 0;
}
