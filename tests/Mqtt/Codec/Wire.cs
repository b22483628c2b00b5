using System.Text;

namespace SmartSectors.Mqtt.Tests.Codec;

/// <summary>Packets as a reader of the specification writes them: bytes in hex, and text behind a quote mark.</summary>
internal static class Wire
{
    public static byte[] Bytes(string packet) =>
    [
        .. packet.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(
            word => word[0] == '\'' ? Encoding.UTF8.GetBytes(word[1..]) : Convert.FromHexString(word)),
    ];
}
