using System.Buffers.Binary;
using System.Net;

namespace SmartSectors.Mqtt.Tests.Transports;

/// <summary>Headers as a load balancer writes them.</summary>
internal static class ProxyHeaders
{
    public static byte[] Local => [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x20, 0x00, 0, 0];

    public static byte[] Proxy(string client, int port, int tlvs = 0)
    {
        var source = IPAddress.Parse(client).GetAddressBytes();
        byte[] addresses = [.. source, .. new byte[source.Length], .. Number(port), .. Number(1883), .. new byte[tlvs]];
        return [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, (byte)(source.Length == 4 ? 0x11 : 0x21), .. Number(addresses.Length), .. addresses];
    }

    public static byte[] With(int at, byte value, byte[] header)
    {
        header[at] = value;
        return header;
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
