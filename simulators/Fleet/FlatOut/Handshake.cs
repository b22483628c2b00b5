using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// Opens a connection up to its CONNACK, with blocking calls: a socket that never did an asynchronous one is not
/// watched by the runtime's event loop, which would cost the flat-out mode a wake-up for every packet from the platform.
/// </summary>
internal static class Handshake
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>A connected, non-blocking socket and the server's receive maximum (MQTT 5.0 §3.2.2.3.3).</summary>
    /// <exception cref="SocketException">The server cannot be reached or went away.</exception>
    /// <exception cref="FleetException">The server answered with anything but an accepting CONNACK.</exception>
    public static (Socket Socket, int ReceiveMaximum) Open(IPEndPoint broker, byte[] connect)
    {
        var socket = new Socket(broker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ReceiveTimeout = socket.SendTimeout = (int)s_timeout.TotalMilliseconds;
            socket.Connect(broker);
            socket.Send(connect);
            var receiveMaximum = ReadConnAck(socket);
            socket.Blocking = false;
            return (socket, receiveMaximum);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // CONNACK = 0x20, remaining length, acknowledge flags, reason code, [properties].
    private static int ReadConnAck(Socket socket)
    {
        var header = ReadExactly(socket, 2);
        if (header[0] != 0x20 || header[1] is < 2 or > 127) throw new FleetException("the broker did not answer CONNECT with CONNACK");
        var body = ReadExactly(socket, header[1]);
        if (body[1] != 0) throw new FleetException($"the broker refused the connection: {(ConnectReason)body[1]} (0x{body[1]:X2})");
        return body.Length > 3 ? ReceiveMaximum(body.AsSpan(3, body[2])) : ushort.MaxValue;
    }

    private static int ReceiveMaximum(ReadOnlySpan<byte> properties)
    {
        const byte receiveMaximum = 0x21;
        while (!properties.IsEmpty)
        {
            if (properties[0] == receiveMaximum) return BinaryPrimitives.ReadUInt16BigEndian(properties[1..]);
            properties = properties[PropertyLength(properties)..];
        }
        return ushort.MaxValue;
    }

    // MQTT 5.0 §2.2.2.2, the properties that a CONNACK may have, by the type of their value.
    private static int PropertyLength(ReadOnlySpan<byte> property) => property[0] switch
    {
        0x24 or 0x25 or 0x28 or 0x29 or 0x2A => 2,
        0x13 or 0x22 => 3,
        0x11 or 0x27 => 5,
        0x12 or 0x15 or 0x16 or 0x1A or 0x1C or 0x1F => 3 + BinaryPrimitives.ReadUInt16BigEndian(property[1..]),
        0x26 => UserPropertyLength(property),
        _ => throw new FleetException($"the broker's CONNACK has an unknown property 0x{property[0]:X2}"),
    };

    private static int UserPropertyLength(ReadOnlySpan<byte> property)
    {
        var name = BinaryPrimitives.ReadUInt16BigEndian(property[1..]);
        return 5 + name + BinaryPrimitives.ReadUInt16BigEndian(property[(3 + name)..]);
    }

    private static byte[] ReadExactly(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var got = socket.Receive(bytes.AsSpan(read));
            if (got == 0) throw new SocketException((int)SocketError.ConnectionReset);
            read += got;
        }
        return bytes;
    }
}
