using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SmartSectors.Mqtt;

/// <summary>What limits by address count together: an IPv4 address, or the /64 of an IPv6 one, which is one subscriber's (RFC 6177).</summary>
internal readonly record struct AddressKey(ulong Prefix, bool IsIPv6)
{
    private const int Length = 16;

    /// <summary>
    /// Null for what is not limited: transports without addresses, and loopback, which is this machine itself or a
    /// proxy on it that hides whom it speaks for.
    /// </summary>
    public static AddressKey? Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(address)) return null;

        Span<byte> bytes = stackalloc byte[Length];
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily is AddressFamily.InterNetwork
            ? new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsIPv6: false)
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsIPv6: true);
    }
}
