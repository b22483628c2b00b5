namespace SmartSectors.Mqtt;

/// <summary>One step of an enhanced authentication (MQTT 5.0 §3.15, §4.12).</summary>
internal sealed record AuthPacket
{
    public AuthReason Reason { get; init; }

    public required string Method { get; init; }

    public byte[]? Data { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    // AUTH = reason code, properties (§3.15.2). Both may be left out for success without properties, which §3.15.2.2.2
    // forbids again: there must be a method.
    public static byte[] Write(AuthPacket packet)
    {
        var properties = new WireWriter().Property(PropertyId.AuthenticationMethod, packet.Method);
        if (packet.Data is not null) properties.Property(PropertyId.AuthenticationData, packet.Data);
        if (packet.ReasonString is not null) properties.Property(PropertyId.ReasonString, packet.ReasonString);
        properties.UserProperties(packet.UserProperties);
        return new WireWriter().Byte((byte)packet.Reason).Properties(properties).ToPacket(PacketType.Auth);
    }

    public static AuthPacket Read(byte headerFlags, ReadOnlySpan<byte> body, PacketSender sender = PacketSender.Client)
    {
        if (headerFlags != 0) MalformedPacketException.Throw(MalformedReason.ReservedBits); // [MQTT-3.15.1-1]
        if (body.IsEmpty) MalformedPacketException.Throw(MalformedReason.PropertyMissing);

        var reader = new WireReader(body);
        var reason = (AuthReason)reader.ReadByte();
        if (!IsAllowed(reason, sender)) MalformedPacketException.Throw(MalformedReason.ReasonCode); // [MQTT-3.15.2-1]
        var packet = ReadProperties(reason, reader.ReadProperties(MqttVersion.V5));
        reader.MustBeAtEnd();
        return packet;
    }

    private static bool IsAllowed(AuthReason reason, PacketSender sender) => reason switch
    {
        AuthReason.ContinueAuthentication => true,
        AuthReason.Success => sender is PacketSender.Server,
        AuthReason.ReAuthenticate => sender is PacketSender.Client,
        _ => false,
    };

    private static AuthPacket ReadProperties(AuthReason reason, ReadOnlySpan<byte> properties)
    {
        string? method = null;
        byte[]? data = null;
        string? reasonString = null;
        List<KeyValuePair<string, string>>? userProperties = null;
        var reader = new PropertyReader(properties, PropertySet.Auth);
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.AuthenticationMethod:
                    method = reader.Text;
                    break;
                case PropertyId.AuthenticationData:
                    data = reader.Value.ToArray();
                    break;
                case PropertyId.ReasonString:
                    reasonString = reader.Text;
                    break;
                case PropertyId.UserProperty:
                    (userProperties ??= []).Add(reader.Pair);
                    break;
            }
        }

        if (method is null) MalformedPacketException.Throw(MalformedReason.PropertyMissing); // §3.15.2.2.2
        return new AuthPacket
        {
            Reason = reason,
            Method = method,
            Data = data,
            ReasonString = reasonString,
            UserProperties = userProperties is null ? [] : userProperties,
        };
    }
}
