using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

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

    /// <summary>The head of an HTTP response and its body, which is in one chunk or there is none.</summary>
    public async Task<(string Head, string Body)> ReadHttpAsync()
    {
        var head = await ReadThroughAsync("\r\n\r\n");
        if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase)) return (head, "");

        var length = int.Parse((await ReadThroughAsync("\r\n")).TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var body = new byte[length];
        Assert.True(await FillAsync(body));
        return (head, Encoding.UTF8.GetString(body));
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadThroughAsync(string end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.True(await FillAsync(one), "the server closed");
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

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
