using System.Buffers;
using System.Buffers.Binary;
using System.Net;

namespace SmartSectors.Mqtt;

internal enum ProxyHeaderStatus
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,
    Complete,
    Malformed,
}

/// <summary>
/// The header of the PROXY protocol version 2 (haproxy.org, proxy-protocol.txt §2.2):
/// <c>signature(12) version-and-command(1) family-and-protocol(1) length(2) addresses TLVs</c>.
/// </summary>
/// <param name="Client">Whose connection it is; null when it is the proxy's own (LOCAL), such as a health check.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Client)
{
    private const int FixedLength = 16;
    private const byte Version2Local = 0x20;
    private const byte Version2Proxy = 0x21;
    private const byte TcpOverIPv4 = 0x11;
    private const byte TcpOverIPv6 = 0x21;

    /// <summary>Source and destination address, 4 bytes each, and two ports.</summary>
    private const int IPv4Length = 12;

    /// <summary>Source and destination address, 16 bytes each, and two ports.</summary>
    private const int IPv6Length = 36;

    /// <summary>Room for TLVs with a chain of certificates; the protocol would allow 64 KB.</summary>
    private const int MaxLength = 16 * 1024;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <param name="consumed">Behind the header when it is complete.</param>
    public static ProxyHeaderStatus TryRead(in ReadOnlySequence<byte> buffer, out ProxyHeader header, out SequencePosition consumed)
    {
        header = default;
        consumed = buffer.Start;
        Span<byte> start = stackalloc byte[FixedLength + IPv6Length];
        start = start[..(int)Math.Min(start.Length, buffer.Length)];
        buffer.Slice(0, start.Length).CopyTo(start);

        // Told by the first byte that differs, so that a peer that speaks something else is not waited for.
        if (!start[..Math.Min(start.Length, Signature.Length)].SequenceEqual(Signature[..Math.Min(start.Length, Signature.Length)]))
        {
            return ProxyHeaderStatus.Malformed;
        }

        if (start.Length < FixedLength) return ProxyHeaderStatus.Incomplete;
        var length = BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (length > MaxLength) return ProxyHeaderStatus.Malformed;
        if (buffer.Length < FixedLength + length) return ProxyHeaderStatus.Incomplete;

        consumed = buffer.GetPosition(FixedLength + length);
        return TryReadClient(start[12], start[13], start[FixedLength..], length, out header)
            ? ProxyHeaderStatus.Complete
            : ProxyHeaderStatus.Malformed;
    }

    /// <summary>A client that cannot be told (another family, a datagram) is refused: it would pass as the proxy itself.</summary>
    private static bool TryReadClient(byte command, byte family, ReadOnlySpan<byte> addresses, int length, out ProxyHeader header)
    {
        header = default;
        switch (command, family)
        {
            case (Version2Local, _):
                return true; // §2.2: the addresses, if any, are to be ignored
            case (Version2Proxy, TcpOverIPv4) when length >= IPv4Length:
                header = new ProxyHeader(new IPEndPoint(new IPAddress(addresses[..4]), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..])));
                return true;
            case (Version2Proxy, TcpOverIPv6) when length >= IPv6Length:
                header = new ProxyHeader(new IPEndPoint(new IPAddress(addresses[..16]), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..])));
                return true;
            default:
                return false;
        }
    }
}
