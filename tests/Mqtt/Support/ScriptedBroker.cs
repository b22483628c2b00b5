using System.Net;
using System.Net.Sockets;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>A broker that does what no real one does on demand: the test reads what its client sends, and answers as it likes.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedBroker() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<Peer> AcceptAsync() => new(await _listener.AcceptSocketAsync().InTime());

    public void Dispose() => _listener.Dispose();

    /// <summary>One connection, seen from the broker.</summary>
    internal sealed class Peer(Socket socket) : IDisposable
    {
        public ConnectPacket Connect { get; private set; } = new() { Version = MqttVersion.V5 };

        /// <summary>Reads CONNECT and answers it.</summary>
        public async Task WelcomeAsync(ConnAckPacket answer)
        {
            Connect = ConnectPacketReader.Read(0, BodyOf(await ReadAsync(PacketType.Connect)));
            await SendAsync(answer.Encode(Connect.Version));
        }

        public async Task SendAsync(params byte[][] packets)
        {
            foreach (var packet in packets) await socket.SendAsync(packet);
        }

        /// <summary>The next packet, which must be of that type.</summary>
        public async Task<byte[]> ReadAsync(PacketType type)
        {
            var packet = await ReadPacketAsync();
            Assert.True(packet is not null, $"closed instead of {type}");
            Assert.Equal(type, Packets.TypeOf(packet));
            return packet;
        }

        /// <summary>The next packet; null when the client has closed.</summary>
        public async Task<byte[]?> ReadPacketAsync()
        {
            var packet = new byte[FixedHeader.MaxSize];
            FixedHeader header;
            var length = 0;
            do
            {
                if (await socket.ReceiveAsync(packet.AsMemory(length, 1)).InTime() == 0) return null;
                length++;
            }
            while (!FixedHeader.TryRead(packet.AsSpan(0, length), int.MaxValue, out header));

            Array.Resize(ref packet, header.PacketLength);
            while (length < packet.Length)
            {
                var received = await socket.ReceiveAsync(packet.AsMemory(length)).InTime();
                Assert.True(received > 0, "the client closed within a packet");
                length += received;
            }

            return packet;
        }

        public bool HasSomethingToRead => socket.Available > 0;

        /// <summary>Every byte of what the client sends is one of an acknowledgement: their types and identifiers.</summary>
        public async Task<(PacketType Type, ushort PacketId)> ReadAckAsync()
        {
            var packet = await ReadPacketAsync() ?? throw new InvalidOperationException("closed instead of an acknowledgement");
            return (Packets.TypeOf(packet), (ushort)(packet[2] << 8 | packet[3]));
        }

        public void Dispose() => socket.Dispose();

        private static byte[] BodyOf(byte[] packet)
        {
            Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
            return packet[header.Size..];
        }
    }
}
