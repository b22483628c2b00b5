using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Wire;

/// <summary>
/// Opens a connection with blocking calls: a socket that never did an asynchronous one is not watched by the runtime's
/// event loop, which would cost the generator a wake-up for every packet.
/// </summary>
internal static class Handshake
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <summary>A connected socket, still blocking, whose CONNACK was read.</summary>
    /// <param name="source">The address to connect from; null leaves it to the system.</param>
    /// <param name="receiveMaximum">Unacknowledged publishes that the broker takes (MQTT 5.0 §3.2.2.3.3).</param>
    /// <exception cref="BrokerException">The broker cannot be reached or refused.</exception>
    public static Socket Connect(
        IPEndPoint broker, IPAddress? source, byte[] connect, MqttVersion version, FrameBuffer frames, out int receiveMaximum)
    {
        var socket = new Socket(broker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ReceiveTimeout = socket.SendTimeout = (int)s_timeout.TotalMilliseconds;
            if (source is not null) BindAddress(socket, source);
            socket.Connect(broker);
            socket.Send(connect);
            var body = Await(PacketKind.ConnAck, socket, frames);
            if (body[1] != 0) throw new BrokerException($"the broker refused the connection: 0x{body[1]:X2}");
            receiveMaximum = version is MqttVersion.V5 ? ReceiveMaximum(body[2..]) : ushort.MaxValue;
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new BrokerException($"{broker}: {failure.Message}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="BrokerException">The subscription was refused.</exception>
    public static void Subscribe(Socket socket, byte[] subscribe, FrameBuffer frames)
    {
        socket.Send(subscribe);
        var granted = Await(PacketKind.SubAck, socket, frames)[^1];
        if (granted >= 0x80) throw new BrokerException($"the broker refused the subscription: 0x{granted:X2}");
    }

    // ip(7), IP_BIND_ADDRESS_NO_PORT: the port is chosen when the peer is known, and needs to be free towards that one only.
    private static void BindAddress(Socket socket, IPAddress source)
    {
        const int protocolIp = 0, bindAddressNoPort = 24;
        socket.SetRawSocketOption(protocolIp, bindAddressNoPort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(source, 0));
    }

    private static ReadOnlySpan<byte> Await(PacketKind kind, Socket socket, FrameBuffer frames)
    {
        Frame frame;
        while (!frames.TryNext(out frame))
        {
            var error = frames.Fill(socket);
            if (error is not SocketError.Success) throw new BrokerException($"no {kind} from the broker: {error}");
        }
        return frame.Kind == kind ? frame.Body : throw new BrokerException($"the broker sent {frame.Kind} where {kind} was due");
    }

    private static int ReceiveMaximum(ReadOnlySpan<byte> properties)
    {
        const byte receiveMaximum = 0x21;
        var at = properties[0] < 0x80 ? 1 : 2; // the length of all properties: no CONNACK has 16 KB of them
        while (at < properties.Length)
        {
            if (properties[at] == receiveMaximum) return BinaryPrimitives.ReadUInt16BigEndian(properties[(at + 1)..]);
            at += PropertyLength(properties[at..]);
        }
        return ushort.MaxValue;
    }

    // MQTT 5.0 §2.2.2.2, the properties that a CONNACK may have, by the type of their value.
    private static int PropertyLength(ReadOnlySpan<byte> property) => property[0] switch
    {
        0x24 or 0x25 or 0x28 or 0x29 or 0x2A => 2,
        0x13 or 0x22 => 3,
        0x11 or 0x27 => 5,
        0x26 => 1 + TextLength(property[1..]) + TextLength(property[(1 + TextLength(property[1..]))..]),
        _ => 1 + TextLength(property[1..]),
    };

    private static int TextLength(ReadOnlySpan<byte> text) => 2 + BinaryPrimitives.ReadUInt16BigEndian(text);
}
