using System.Net.Sockets;
using SmartSectors.Benchmarks.Brokers.Wire;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>One connection that does nothing but say that it is alive.</summary>
internal sealed class IdleClient(Socket socket) : IDisposable
{
    public Socket Socket => socket;

    /// <summary>Its messages are read elsewhere, and its ping responses with them.</summary>
    public bool IsReadElsewhere { get; set; }

    public bool IsLost { get; private set; }

    /// <summary>Two bytes always fit into the socket's buffer of an idle connection.</summary>
    public void Ping()
    {
        socket.Send(ClientPackets.PingReq, SocketFlags.None, out var error);
        if (error is not SocketError.Success) IsLost = true;
    }

    /// <summary>Reads what came since its ping; true when the answer was there.</summary>
    public bool TakeAnswer(Span<byte> scratch)
    {
        var read = socket.Receive(scratch, SocketFlags.None, out var error);
        if (error is SocketError.Success && read == 0) IsLost = true;
        if (error is not SocketError.Success and not SocketError.WouldBlock) IsLost = true;
        return read >= 2 && scratch[0] >> 4 == (int)PacketKind.PingResp;
    }

    public void Dispose() => socket.Dispose();
}
