using System.Text;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>What a receiver was given, copied out of its spans.</summary>
internal sealed record Received(
    string Topic, string Payload, QualityOfService Qos, ushort PacketId, bool Duplicate, bool Retain, string UserProperties)
{
    public static Received Copy(in PublishPacket packet)
    {
        var properties = new StringBuilder();
        foreach (var property in packet.UserProperties)
        {
            properties.Append(Encoding.UTF8.GetString(property.Name)).Append('=').Append(Encoding.UTF8.GetString(property.Value)).Append(';');
        }

        return new Received(
            Encoding.UTF8.GetString(packet.Topic),
            Encoding.UTF8.GetString(packet.Payload),
            packet.Qos,
            packet.PacketId,
            packet.Duplicate,
            packet.Retain,
            properties.ToString());
    }
}
