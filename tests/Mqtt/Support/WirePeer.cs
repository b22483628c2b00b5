using System.Net;
using System.Net.Sockets;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>A client that sends whatever bytes a test likes, and reads packets or the end.</summary>
internal sealed class WirePeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<WirePeer> OpenAsync(int port)
    {
        var peer = new WirePeer();
        await peer._socket.ConnectAsync(IPAddress.Loopback, port);
        return peer;
    }

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (var packet in packets) await _socket.SendAsync(packet).InTime();
    }

    /// <summary>The next packet, whole; null when the server has closed.</summary>
    public async Task<byte[]?> ReadPacketAsync()
    {
        var packet = new byte[FixedHeader.MaxSize];
        FixedHeader header;
        var length = 0;
        do
        {
            if (!await FillAsync(packet.AsMemory(length, 1))) return null;
            length++;
        }
        while (!FixedHeader.TryRead(packet.AsSpan(0, length), int.MaxValue, out header));

        Array.Resize(ref packet, header.PacketLength);
        Assert.True(await FillAsync(packet.AsMemory(header.Size)), "the server closed within a packet");
        return packet;
    }

    public async Task<ConnAckPacket> ReadConnAckAsync(MqttVersion version)
    {
        var packet = await ReadPacketAsync() ?? throw new InvalidOperationException("closed instead of CONNACK");
        Assert.Equal(PacketType.ConnAck, Packets.TypeOf(packet));
        return ConnAckPacket.Read(0, packet.AsSpan(2), version);
    }

    /// <summary>The DISCONNECT that ends the connection, and nothing after it.</summary>
    public async Task<DisconnectReason> ReadDisconnectAsync()
    {
        var packet = await ReadPacketAsync() ?? throw new InvalidOperationException("closed without DISCONNECT");
        Assert.Equal(PacketType.Disconnect, Packets.TypeOf(packet));
        Assert.Null(await ReadPacketAsync());
        return DisconnectPacket.Read(0, packet.AsSpan(2), MqttVersion.V5, PacketSender.Server).Reason;
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int received;
            try
            {
                received = await _socket.ReceiveAsync(buffer).AsTask().InTime();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
            {
                return false; // closed with our bytes still unread, which is as good a close as another
            }

            if (received == 0) return false;
            buffer = buffer[received..];
        }

        return true;
    }
}

internal static class SocketDeadline
{
    public static Task<int> InTime(this ValueTask<int> task) => task.AsTask().InTime();

    public static Task<int> SendAsync(this Socket socket, byte[] bytes) => socket.SendAsync(bytes.AsMemory()).AsTask();
}
