using System.Buffers.Binary;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>CONNECT (MQTT 5.0 §3.1, MQTT 3.1.1 §3.1) of an anonymous client without a keep-alive.</summary>
internal static class ConnectPacket
{
    // Property 0x11, session expiry interval, four bytes: ten minutes outlast a restart of the platform.
    private static readonly byte[] s_sessionExpiry = [0x11, 0x00, 0x00, 0x02, 0x58];

    /// <param name="keepSession">Go on with the session of the last connection, to resend what was not acknowledged.</param>
    public static byte[] Write(MqttVersion version, string clientId, bool keepSession)
    {
        var id = Encoding.ASCII.GetBytes(clientId);
        var properties = keepSession ? s_sessionExpiry : [];
        byte[] variableHeader =
        [
            0x00, 0x04, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', (byte)version,
            keepSession ? (byte)0 : (byte)0b10, // clean session, clean start
            0x00, 0x00, // keep-alive off
            .. version is MqttVersion.V5 ? (byte[])[(byte)properties.Length, .. properties] : [],
            0x00, 0x00,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(variableHeader.AsSpan(^2), (ushort)id.Length);
        var remaining = variableHeader.Length + id.Length;
        if (remaining > 127) throw new ArgumentException("a client id this long needs a longer length field", nameof(clientId));
        return [0x10, (byte)remaining, .. variableHeader, .. id];
    }
}
