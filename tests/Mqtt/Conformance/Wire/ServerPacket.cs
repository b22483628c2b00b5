using System.Text;

namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>A packet that the server sent, taken apart by whichever of its methods fits; the wrong one fails the test.</summary>
internal sealed record ServerPacket(MqttVersion Version, byte First, byte[] Body, int Length)
{
    public int Type => First >> 4;

    private bool IsV5 => Version is MqttVersion.V5;

    public ConnAck AsConnAck()
    {
        var reader = Open(Packet.ConnAck);
        var packet = new ConnAck(reader.U8(), reader.U8(), ReadProperties(reader));
        reader.MustBeAtEnd();
        return packet;
    }

    public Publish AsPublish()
    {
        Assert.Equal(Packet.PublishType, Type);
        var reader = new BytesReader(Body);
        var qos = First >> 1 & 3;
        return new Publish(
            reader.Text(), qos, (First & 1) != 0, (First & 8) != 0, qos > 0 ? reader.U16() : 0, ReadProperties(reader), reader.Rest());
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP; its reason may be left out when it is 0, and its properties too.</summary>
    public Ack AsAck(int type)
    {
        var reader = Open(type, type is Packet.PubRel ? 2 : 0);
        var id = reader.U16();
        var reason = IsV5 && !reader.AtEnd ? reader.U8() : (byte)0;
        var properties = IsV5 && !reader.AtEnd ? reader.Properties() : PropertyList.None;
        reader.MustBeAtEnd();
        return new Ack(id, reason, properties);
    }

    /// <summary>SUBACK or UNSUBACK; the latter has no codes in MQTT 3.1.1.</summary>
    public SubAck AsSubAck(int type = Packet.SubAck)
    {
        var reader = Open(type);
        return new SubAck(reader.U16(), ReadProperties(reader), reader.Rest());
    }

    public Disconnect AsDisconnect()
    {
        var reader = Open(Packet.DisconnectType);
        var reason = reader.AtEnd ? (byte)0 : reader.U8();
        var properties = reader.AtEnd ? PropertyList.None : reader.Properties();
        reader.MustBeAtEnd();
        return new Disconnect(reason, properties);
    }

    public Auth AsAuth()
    {
        var reader = Open(Packet.AuthType);
        var reason = reader.AtEnd ? (byte)0 : reader.U8();
        var properties = reader.AtEnd ? PropertyList.None : reader.Properties();
        reader.MustBeAtEnd();
        return new Auth(reason, properties);
    }

    private BytesReader Open(int type, int flags = 0)
    {
        Assert.Equal($"{type:X}{flags:X}", $"{First:X2}");
        return new BytesReader(Body);
    }

    private PropertyList ReadProperties(BytesReader reader) => IsV5 ? reader.Properties() : PropertyList.None;
}

internal sealed record ConnAck(byte Flags, byte Reason, PropertyList Properties)
{
    public bool SessionPresent => (Flags & 1) != 0;
}

internal sealed record Publish(
    string Topic, int Qos, bool Retain, bool Dup, int Id, PropertyList Properties, byte[] PayloadBytes)
{
    public string Payload => Encoding.UTF8.GetString(PayloadBytes);
}

internal sealed record Ack(int Id, byte Reason, PropertyList Properties);

internal sealed record SubAck(int Id, PropertyList Properties, byte[] Codes);

internal sealed record Disconnect(byte Reason, PropertyList Properties);

internal sealed record Auth(byte Reason, PropertyList Properties);
