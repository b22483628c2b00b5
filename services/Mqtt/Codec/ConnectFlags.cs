namespace SmartSectors.Mqtt;

/// <summary>§3.1.2.3: user name, password, will retain, will QoS (2 bits), will, clean start, reserved.</summary>
[Flags]
internal enum ConnectFlags : byte
{
    None = 0,
    Reserved = 0b0000_0001,
    CleanStart = 0b0000_0010,
    Will = 0b0000_0100,
    WillQosBits = 0b0001_1000,
    WillRetain = 0b0010_0000,
    Password = 0b0100_0000,
    UserName = 0b1000_0000,
}

internal static class ConnectFlagRules
{
    private const int WillQosShift = 3;

    public static QualityOfService WillQos(this ConnectFlags flags) =>
        (QualityOfService)((byte)(flags & ConnectFlags.WillQosBits) >> WillQosShift);

    public static void Check(this ConnectFlags flags, MqttVersion version)
    {
        var reserved = flags.HasFlag(ConnectFlags.Reserved); // [MQTT-3.1.2-3]
        var noSuchQos = flags.WillQos() > QualityOfService.ExactlyOnce; // [MQTT-3.1.2-12]
        var willPartsWithoutWill = // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
            !flags.HasFlag(ConnectFlags.Will) && (flags & (ConnectFlags.WillQosBits | ConnectFlags.WillRetain)) != 0;
        // MQTT 3.1.1 [MQTT-3.1.2-22]; MQTT 5.0 allows a password alone.
        var passwordAlone = version is MqttVersion.V311
            && flags.HasFlag(ConnectFlags.Password) && !flags.HasFlag(ConnectFlags.UserName);
        if (reserved || noSuchQos || willPartsWithoutWill || passwordAlone)
        {
            MalformedPacketException.Throw(MalformedReason.ConnectFlags);
        }
    }

    public static ConnectFlags Of(ConnectPacket packet) =>
        (packet.UserName is null ? 0 : ConnectFlags.UserName)
        | (packet.Password is null ? 0 : ConnectFlags.Password)
        | (packet.CleanStart ? ConnectFlags.CleanStart : 0)
        | (packet.Will is { } will ? Of(will) : 0);

    private static ConnectFlags Of(WillMessage will) =>
        ConnectFlags.Will
        | (ConnectFlags)((byte)will.Qos << WillQosShift)
        | (will.Retain ? ConnectFlags.WillRetain : 0);
}
