using System.Text;

namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>The packet types of table 2-1, and packets as a client sends them.</summary>
internal static class Packet
{
    public const int Connect = 1;
    public const int ConnAck = 2;
    public const int PublishType = 3;
    public const int PubAck = 4;
    public const int PubRec = 5;
    public const int PubRel = 6;
    public const int PubComp = 7;
    public const int SubscribeType = 8;
    public const int SubAck = 9;
    public const int UnsubscribeType = 10;
    public const int UnsubAck = 11;
    public const int PingReqType = 12;
    public const int PingResp = 13;
    public const int DisconnectType = 14;
    public const int AuthType = 15;

    public static byte[] PingReq => [0xC0, 0x00];

    public static byte[] Publish(
        MqttVersion version,
        string topic,
        string payload,
        int qos = 0,
        int id = 0,
        bool retain = false,
        bool dup = false,
        byte[]? properties = null)
    {
        var body = new BytesBuilder().Text(topic);
        if (qos > 0) body.U16(id);
        return body
            .Properties(version, properties ?? [])
            .Raw(Encoding.UTF8.GetBytes(payload))
            .ToPacket(PublishType, (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0));
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP; a reason and properties are MQTT 5.0's.</summary>
    public static byte[] Ack(int type, int id, int reason = 0, byte[]? properties = null)
    {
        var body = new BytesBuilder().U16(id);
        if (reason != 0 || properties is not null) body.U8(reason);
        if (properties is not null) body.Properties(MqttVersion.V5, properties);
        return body.ToPacket(type, type is PubRel ? 2 : 0);
    }

    public static byte[] Subscribe(MqttVersion version, int id, params (string Filter, int Options)[] filters) =>
        Subscribe(version, id, [], filters);

    /// <summary>The options are the QoS, and in MQTT 5.0 those of <see cref="SubscribeOption"/> besides.</summary>
    public static byte[] Subscribe(MqttVersion version, int id, byte[] properties, params (string Filter, int Options)[] filters)
    {
        var body = new BytesBuilder().U16(id).Properties(version, properties);
        foreach (var (filter, options) in filters) body.Text(filter).U8(options);
        return body.ToPacket(SubscribeType, 2);
    }

    public static byte[] Unsubscribe(MqttVersion version, int id, params string[] filters)
    {
        var body = new BytesBuilder().U16(id).Properties(version, []);
        foreach (var filter in filters) body.Text(filter);
        return body.ToPacket(UnsubscribeType, 2);
    }

    public static byte[] Disconnect(int reason = 0, byte[]? properties = null)
    {
        var body = new BytesBuilder();
        if (reason != 0 || properties is not null) body.U8(reason);
        if (properties is not null) body.Properties(MqttVersion.V5, properties);
        return body.ToPacket(DisconnectType);
    }

    public static byte[] Auth(int reason, params byte[] properties) =>
        new BytesBuilder().U8(reason).Properties(MqttVersion.V5, properties).ToPacket(AuthType);
}

/// <summary>The bits of the subscription options beside the QoS (MQTT 5.0 §3.8.3.1).</summary>
internal static class SubscribeOption
{
    public const int NoLocal = 0x04;
    public const int RetainAsPublished = 0x08;
    public const int RetainIfNew = 0x10;
    public const int RetainNever = 0x20;
}
