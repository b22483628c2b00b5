namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>A CONNECT to be sent (§3.1); by default of a clean session without keep-alive.</summary>
internal sealed record Connect(MqttVersion Version, string ClientId)
{
    public bool CleanStart { get; init; } = true;

    public int KeepAliveSeconds { get; init; }

    public byte[] Properties { get; init; } = [];

    public Will? Will { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    /// <summary>Whose session outlives the connection, in both versions.</summary>
    public static Connect Persistent(MqttVersion version, string clientId, params byte[] properties) => new(version, clientId)
    {
        CleanStart = false,
        Properties = version is MqttVersion.V5 ? [.. Property.SessionExpiry(3600), .. properties] : properties,
    };

    public byte[] ToPacket()
    {
        var flags = (UserName is null ? 0 : 0x80)
            | (Password is null ? 0 : 0x40)
            | (Will is { Retain: true } ? 0x20 : 0)
            | (Will?.Qos ?? 0) << 3
            | (Will is null ? 0 : 0x04)
            | (CleanStart ? 0x02 : 0);
        var body = new BytesBuilder()
            .Text("MQTT").U8((int)Version).U8(flags).U16(KeepAliveSeconds).Properties(Version, Properties)
            .Text(ClientId);
        if (Will is not null) body.Properties(Version, Will.Properties).Text(Will.Topic).Binary(Will.Payload);
        if (UserName is not null) body.Text(UserName);
        if (Password is not null) body.Binary(Password);
        return body.ToPacket(Packet.Connect);
    }

    /// <summary>A CONNECT whose flags and payload are as a test writes them.</summary>
    public static byte[] Raw(MqttVersion version, int flags, params byte[] payload) => new BytesBuilder()
        .Text("MQTT").U8((int)version).U8(flags).U16(0).Properties(version, [])
        .Raw(payload)
        .ToPacket(Packet.Connect);
}

internal sealed record Will(string Topic, string Text)
{
    public int Qos { get; init; }

    public bool Retain { get; init; }

    public byte[] Properties { get; init; } = [];

    public byte[] Payload => System.Text.Encoding.UTF8.GetBytes(Text);
}
