using System.Text;

namespace SmartSectors.Mqtt;

internal static class ConnectPacketReader
{
    // §3.1.2.3: user name, password, will retain, will QoS (2 bits), will flag, clean start, reserved.
    private const int UserNameFlag = 0b1000_0000;
    private const int PasswordFlag = 0b0100_0000;
    private const int WillRetainFlag = 0b0010_0000;
    private const int WillQosShift = 3;
    private const int WillFlag = 0b0000_0100;
    private const int CleanStartFlag = 0b0000_0010;
    private const int ReservedFlag = 0b0000_0001;

    // CONNECT = protocol name, protocol level, connect flags, keep alive, [properties],
    //           client identifier, [[will properties], will topic, will payload], [user name], [password] (§3.1.2, §3.1.3).
    public static ConnectPacket Read(byte headerFlags, ReadOnlySpan<byte> body)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits);

        var reader = new WireReader(body);
        var version = ReadVersion(ref reader);
        var flags = reader.ReadByte();
        CheckFlags(flags, version);
        var packet = new ConnectPacket
        {
            Version = version,
            CleanStart = (flags & CleanStartFlag) != 0,
            KeepAliveSeconds = reader.ReadUInt16(),
        };
        packet = ReadProperties(packet, reader.ReadProperties(version));

        packet = packet with { ClientId = reader.ReadString() };
        if ((flags & WillFlag) != 0) packet = packet with { Will = ReadWill(ref reader, flags, version) };
        if ((flags & UserNameFlag) != 0) packet = packet with { UserName = reader.ReadString() };
        if ((flags & PasswordFlag) != 0) packet = packet with { Password = reader.ReadBinary().ToArray() };
        reader.MustBeAtEnd();
        return packet;
    }

    private static MqttVersion ReadVersion(ref WireReader reader)
    {
        var name = reader.ReadBinary();
        var version = (MqttVersion)reader.ReadByte();
        if (!name.SequenceEqual("MQTT"u8) || version is not (MqttVersion.V311 or MqttVersion.V5))
        {
            MalformedPacketException.Throw(MalformedReason.UnsupportedProtocol);
        }

        return version;
    }

    private static void CheckFlags(byte flags, MqttVersion version)
    {
        var willQos = (flags >> WillQosShift) & 0b11;
        var will = (flags & WillFlag) != 0;
        var reserved = (flags & ReservedFlag) != 0; // [MQTT-3.1.2-3]
        var noSuchQos = willQos > (int)QualityOfService.ExactlyOnce; // [MQTT-3.1.2-12]
        var willPartsWithoutWill = !will && (willQos != 0 || (flags & WillRetainFlag) != 0); // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
        // MQTT 3.1.1 [MQTT-3.1.2-22]; MQTT 5.0 allows a password alone.
        var passwordAlone = version is MqttVersion.V311 && (flags & PasswordFlag) != 0 && (flags & UserNameFlag) == 0;
        if (reserved || noSuchQos || willPartsWithoutWill || passwordAlone)
        {
            MalformedPacketException.Throw(MalformedReason.ConnectFlags);
        }
    }

    private static ConnectPacket ReadProperties(ConnectPacket packet, ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty) return packet;

        var userProperties = new List<KeyValuePair<string, string>>();
        var reader = new PropertyReader(properties, PropertySet.Connect);
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.SessionExpiryInterval:
                    packet = packet with { SessionExpirySeconds = reader.Number };
                    break;
                case PropertyId.AuthenticationMethod:
                    packet = packet with { AuthenticationMethod = Encoding.UTF8.GetString(reader.Value) };
                    break;
                case PropertyId.UserProperty:
                    userProperties.Add(new(
                        Encoding.UTF8.GetString(reader.Name),
                        Encoding.UTF8.GetString(reader.Value)));
                    break;
            }
        }

        return packet with { UserProperties = userProperties };
    }

    private static WillFlags ReadWill(ref WireReader reader, byte flags, MqttVersion version)
    {
        var properties = new PropertyReader(reader.ReadProperties(version), PropertySet.Will);
        while (properties.MoveNext())
        {
            // Checked by reading; nothing of them is kept.
        }

        var topic = reader.ReadBinary();
        TextRules.CheckTopicName(topic, ushort.MaxValue);
        if (topic.IsEmpty) MalformedPacketException.Throw(MalformedReason.TopicEmpty);
        reader.ReadBinary();
        return new WillFlags((QualityOfService)((flags >> WillQosShift) & 0b11), (flags & WillRetainFlag) != 0);
    }
}
