namespace SmartSectors.Mqtt.Tests.Codec;

/// <summary>The rules of both specifications on a packet's form, one breach a line, as a client commits it.</summary>
public sealed class PacketRuleTests
{
    private const string Connect5 = "00 04 'MQTT 05 ";
    private const string Connect311 = "00 04 'MQTT 04 ";

    public static TheoryData<string, string, MalformedReason> BreachesOf5 => new()
    {
        // Data types.
        { "MQTT-1.5.4-1 overlong", "30 05 00 02 C0 AF 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-1 overlong, three bytes", "30 06 00 03 E0 80 AF 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-1 surrogate", "30 06 00 03 ED A0 80 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-1 surrogate pair in six bytes", "30 09 00 06 ED A0 81 ED B0 80 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-1 beyond U+10FFFF", "30 07 00 04 F4 90 80 80 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-1 a lone continuation", "30 04 00 01 80 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-1 cut off", "30 05 00 02 E1 BA 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.4-2 U+0000 in a filter", "82 08 00 01 00 00 02 'a 00 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.5-1 remaining length", "C0 80 00", MalformedReason.LengthTooLong },
        { "MQTT-1.5.5-1 property length", "30 05 00 01 't 80 00", MalformedReason.LengthTooLong },
        { "MQTT-1.5.5-1 subscription identifier", "82 0A 00 01 03 0B 81 00 00 01 'a 00", MalformedReason.LengthTooLong },
        { "MQTT-1.5.7-1 user property name", "30 0A 00 01 't 06 26 00 01 FF 00 00", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.7-1 user property value", "30 0A 00 01 't 06 26 00 00 00 01 FF", MalformedReason.InvalidUtf8 },

        // Headers.
        { "MQTT-2.1.3-1 PUBACK", "41 02 00 01", MalformedReason.ReservedBits },
        { "MQTT-2.1.3-1 PUBREC", "52 02 00 01", MalformedReason.ReservedBits },
        { "MQTT-2.1.3-1 PUBCOMP", "78 02 00 01", MalformedReason.ReservedBits },
        { "MQTT-2.1.3-1 PINGREQ", "C4 00", MalformedReason.ReservedBits },
        { "MQTT-3.6.1-1 PUBREL", "60 02 00 01", MalformedReason.ReservedBits },
        { "MQTT-3.6.1-1 PUBREL with more", "63 02 00 01", MalformedReason.ReservedBits },
        { "MQTT-3.8.1-1 SUBSCRIBE", "80 07 00 01 00 00 01 'a 00", MalformedReason.ReservedBits },
        { "MQTT-3.10.1-1 UNSUBSCRIBE", "A3 06 00 01 00 00 01 'a", MalformedReason.ReservedBits },
        { "MQTT-3.14.1-1 DISCONNECT", "E1 00", MalformedReason.ReservedBits },
        { "MQTT-3.15.1-1 AUTH", "F2 06 18 04 15 00 01 'm", MalformedReason.ReservedBits },
        { "MQTT-2.2.1-3 SUBSCRIBE", "82 07 00 00 00 00 01 'a 00", MalformedReason.PacketIdZero },
        { "MQTT-2.2.1-3 UNSUBSCRIBE", "A2 06 00 00 00 00 01 'a", MalformedReason.PacketIdZero },
        { "MQTT-2.2.1-3 PUBLISH at QoS 2", "34 06 00 01 't 00 00 00", MalformedReason.PacketIdZero },
        { "MQTT-2.2.1-5 PUBREL", "62 02 00 00", MalformedReason.PacketIdZero },

        // CONNECT.
        { "MQTT-3.1.2-1 name", "10 0D 00 04 'MQTX 05 02 00 00 00 00 00", MalformedReason.UnsupportedProtocol },
        { "MQTT-3.1.2-2 version", "10 0D 00 04 'MQTT 06 02 00 00 00 00 00", MalformedReason.UnsupportedProtocol },
        { "MQTT-3.1.2-3 reserved flag", $"10 0D {Connect5} 03 00 00 00 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.1.2-11 will QoS without will", $"10 0D {Connect5} 0A 00 00 00 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.1.2-12 will QoS 3", $"10 13 {Connect5} 1E 00 00 00 00 00 00 00 01 'w 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.1.2-13 will retain without will", $"10 0D {Connect5} 22 00 00 00 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.1.2-9 no will topic", $"10 0D {Connect5} 06 00 00 00 00 00", MalformedReason.Truncated },
        { "MQTT-3.1.2-17 no user name", $"10 0D {Connect5} 82 00 00 00 00 00", MalformedReason.Truncated },
        { "MQTT-3.1.2-16 a user name without its flag", $"10 10 {Connect5} 02 00 00 00 00 00 00 01 'u", MalformedReason.TrailingBytes },
        { "MQTT-3.1.2-19 no password", $"10 0D {Connect5} 42 00 00 00 00 00", MalformedReason.Truncated },
        { "MQTT-3.1.3-3 no client identifier", $"10 0B {Connect5} 02 00 00 00", MalformedReason.Truncated },
        { "MQTT-3.1.3-4 client identifier", $"10 0E {Connect5} 02 00 00 00 00 01 FF", MalformedReason.InvalidUtf8 },
        { "MQTT-3.1.3-11 will topic", $"10 13 {Connect5} 06 00 00 00 00 00 00 00 01 FF 00 00", MalformedReason.InvalidUtf8 },
        { "MQTT-3.1.3-12 user name", $"10 10 {Connect5} 82 00 00 00 00 00 00 01 FF", MalformedReason.InvalidUtf8 },
        { "MQTT-4.7.1-1 a wildcard in the will topic", $"10 13 {Connect5} 06 00 00 00 00 00 00 00 01 '# 00 00", MalformedReason.TopicInvalid },
        { "MQTT-4.7.3-1 an empty will topic", $"10 12 {Connect5} 06 00 00 00 00 00 00 00 00 00 00", MalformedReason.TopicEmpty },
        { "MQTT-3.3.2-14 response topic of the will", $"10 17 {Connect5} 06 00 00 00 00 00 04 08 00 01 '+ 00 01 'w 00 00", MalformedReason.TopicInvalid },
        { "§3.1.2.11.2 session expiry twice", $"10 17 {Connect5} 02 00 00 0A 11 00 00 00 01 11 00 00 00 01 00 00", MalformedReason.PropertyRepeated },
        { "§3.1.2.11.3 receive maximum 0", $"10 10 {Connect5} 02 00 00 03 21 00 00 00 00", MalformedReason.PropertyValue },
        { "§3.1.2.11.4 maximum packet size 0", $"10 12 {Connect5} 02 00 00 05 27 00 00 00 00 00 00", MalformedReason.PropertyValue },
        { "§3.1.2.11.6 request response information 2", $"10 0F {Connect5} 02 00 00 02 19 02 00 00", MalformedReason.PropertyValue },
        { "§3.1.2.11.7 request problem information 2", $"10 0F {Connect5} 02 00 00 02 17 02 00 00", MalformedReason.PropertyValue },
        { "§3.1.2.11.10 data without a method", $"10 11 {Connect5} 02 00 00 04 16 00 01 FF 00 00", MalformedReason.PropertyMissing },
        { "§2.2.2.2 a will delay in CONNECT", $"10 12 {Connect5} 02 00 00 05 18 00 00 00 01 00 00", MalformedReason.PropertyNotAllowed },
        { "§2.2.2.2 a topic alias in the will", $"10 16 {Connect5} 06 00 00 00 00 00 03 23 00 01 00 01 'w 00 00", MalformedReason.PropertyNotAllowed },

        // PUBLISH.
        { "MQTT-3.3.1-2 DUP at QoS 0", "38 04 00 01 't 00", MalformedReason.DuplicateAtQos0 },
        { "MQTT-3.3.1-4 QoS 3", "36 06 00 01 't 00 01 00", MalformedReason.QosInvalid },
        { "MQTT-3.3.2-1 no topic", "30 00", MalformedReason.Truncated },
        { "MQTT-3.3.2-2 +", "30 04 00 01 '+ 00", MalformedReason.TopicInvalid },
        { "MQTT-3.3.2-2 #", "30 06 00 03 'a/# 00", MalformedReason.TopicInvalid },
        { "MQTT-3.3.2-8 alias 0", "30 07 00 01 't 03 23 00 00", MalformedReason.TopicAliasInvalid },
        { "MQTT-3.3.2-9 alias beyond the maximum", "30 07 00 01 't 03 23 00 05", MalformedReason.TopicAliasInvalid },
        { "§3.3.2.3.4 an alias never set", "30 06 00 00 03 23 00 01", MalformedReason.TopicAliasUnknown },
        { "MQTT-4.7.3-1 neither topic nor alias", "30 03 00 00 00", MalformedReason.TopicEmpty },
        { "MQTT-4.7.3-2 U+0000", "30 06 00 03 'a 00 'b 00", MalformedReason.TopicInvalid },
        { "MQTT-3.3.2-13 response topic", "30 08 00 01 't 04 08 00 01 FF", MalformedReason.InvalidUtf8 },
        { "MQTT-3.3.2-14 response topic", "30 08 00 01 't 04 08 00 01 '#", MalformedReason.TopicInvalid },
        { "MQTT-4.7.3-1 an empty response topic", "30 07 00 01 't 03 08 00 00", MalformedReason.TopicEmpty },
        { "MQTT-3.3.2-19 content type", "30 08 00 01 't 04 03 00 01 FF", MalformedReason.InvalidUtf8 },
        { "§3.3.2.3.2 payload format 2", "30 06 00 01 't 02 01 02", MalformedReason.PropertyValue },
        { "§3.3.2.3.3 expiry twice", "30 0E 00 01 't 0A 02 00 00 00 01 02 00 00 00 01", MalformedReason.PropertyRepeated },
        { "§3.3.2.3.6 correlation data twice", "30 0A 00 01 't 06 09 00 00 09 00 00", MalformedReason.PropertyRepeated },
        { "MQTT-3.3.4-6 subscription identifier", "30 06 00 01 't 02 0B 01", MalformedReason.PropertyNotAllowed },
        { "§2.2.2.2 an unknown property", "30 06 00 01 't 02 04 00", MalformedReason.PropertyUnknown },
        { "§2.2.2.2 a property of two bytes", "30 07 00 01 't 03 81 00 00", MalformedReason.PropertyUnknown },

        // Acknowledgements.
        { "MQTT-3.4.2-1 a reason of PUBREL in PUBACK", "40 03 00 01 92", MalformedReason.ReasonCode },
        { "MQTT-3.5.2-1 no such reason", "50 03 00 01 01", MalformedReason.ReasonCode },
        { "MQTT-3.6.2-1 a reason of PUBACK in PUBREL", "62 03 00 01 97", MalformedReason.ReasonCode },
        { "MQTT-3.7.2-1 a reason of PUBACK in PUBCOMP", "70 03 00 01 10", MalformedReason.ReasonCode },
        { "§3.4.2.2 a property of others", "40 06 00 01 00 02 01 00", MalformedReason.PropertyNotAllowed },
        { "§3.4.2.2 reason string twice", "40 0A 00 01 00 06 1F 00 00 1F 00 00", MalformedReason.PropertyRepeated },
        { "§3.4 bytes behind the properties", "40 05 00 01 00 00 00", MalformedReason.TrailingBytes },
        { "§3.4 half a packet identifier", "40 01 00", MalformedReason.Truncated },

        // SUBSCRIBE and UNSUBSCRIBE.
        { "MQTT-3.8.3-1 filter", "82 07 00 01 00 00 01 FF 00", MalformedReason.InvalidUtf8 },
        { "MQTT-3.8.3-2 no filter", "82 03 00 01 00", MalformedReason.NoTopicFilter },
        { "MQTT-3.8.3-5 reserved bit 6", "82 07 00 01 00 00 01 'a 40", MalformedReason.ReservedBits },
        { "MQTT-3.8.3-5 reserved bit 7", "82 07 00 01 00 00 01 'a 80", MalformedReason.ReservedBits },
        { "§3.8.3.1 QoS 3", "82 07 00 01 00 00 01 'a 03", MalformedReason.SubscriptionOptions },
        { "§3.8.3.1 retain handling 3", "82 07 00 01 00 00 01 'a 30", MalformedReason.SubscriptionOptions },
        { "§3.8.3 no options", "82 06 00 01 00 00 01 'a", MalformedReason.Truncated },
        { "§3.8.2.1.2 subscription identifier 0", "82 09 00 01 02 0B 00 00 01 'a 00", MalformedReason.PropertyValue },
        { "§3.8.2.1.2 subscription identifier twice", "82 0B 00 01 04 0B 01 0B 02 00 01 'a 00", MalformedReason.PropertyRepeated },
        { "§3.8.2.1.2 too large a subscription identifier", "82 0D 00 01 06 0B 80 80 80 80 01 00 01 'a 00", MalformedReason.LengthTooLong },
        { "MQTT-4.7.3-1 an empty filter", "82 06 00 01 00 00 00 00", MalformedReason.TopicFilterInvalid },
        { "MQTT-3.10.3-1 filter", "A2 06 00 01 00 00 01 FF", MalformedReason.InvalidUtf8 },
        { "MQTT-3.10.3-2 no filter", "A2 03 00 01 00", MalformedReason.NoTopicFilter },
        { "§3.10.2.1 subscription identifier", "A2 08 00 01 02 0B 01 00 01 'a", MalformedReason.PropertyNotAllowed },

        // PINGREQ, DISCONNECT, AUTH.
        { "§3.12 a body", "C0 01 00", MalformedReason.TrailingBytes },
        { "MQTT-3.14.2-1 a reason of the server", "E0 01 8E", MalformedReason.ReasonCode },
        { "§3.14.2.2.2 session expiry twice", "E0 0C 00 0A 11 00 00 00 01 11 00 00 00 01", MalformedReason.PropertyRepeated },
        { "§3.14.2.2 a property of others", "E0 04 00 02 01 00", MalformedReason.PropertyNotAllowed },
        { "§3.14 bytes behind the properties", "E0 03 00 00 00", MalformedReason.TrailingBytes },
        { "MQTT-3.15.2-1 success from a client", "F0 06 00 04 15 00 01 'm", MalformedReason.ReasonCode },
        { "MQTT-3.15.2-1 no such reason", "F0 06 01 04 15 00 01 'm", MalformedReason.ReasonCode },
        { "§3.15.2.2.2 no method", "F0 02 18 00", MalformedReason.PropertyMissing },
        { "§3.15.2.2.2 nothing at all", "F0 00", MalformedReason.PropertyMissing },
        { "§3.15.2.2.2 method twice", "F0 0A 18 08 15 00 01 'm 15 00 01 'm", MalformedReason.PropertyRepeated },
        { "§2.1.2 type 0", "00 00", MalformedReason.UnknownPacketType },
    };

    public static TheoryData<string, string, MalformedReason> BreachesOf311 => new()
    {
        { "MQTT-1.5.3-1 surrogate", "30 05 00 03 ED A0 80", MalformedReason.InvalidUtf8 },
        { "MQTT-1.5.3-2 U+0000 in a user name", $"10 0F {Connect311} 82 00 00 00 00 00 01 00", MalformedReason.InvalidUtf8 },
        { "MQTT-2.2.2-2 PUBREL", "60 02 00 01", MalformedReason.ReservedBits },
        { "MQTT-2.3.1-1 packet identifier 0", "32 05 00 01 't 00 00", MalformedReason.PacketIdZero },
        { "MQTT-3.1.2-3 reserved flag", $"10 0C {Connect311} 03 00 00 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.1.2-14 will QoS 3", $"10 11 {Connect311} 1E 00 00 00 00 00 01 'w 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.1.2-22 a password alone", $"10 0E {Connect311} 42 00 00 00 00 00 00", MalformedReason.ConnectFlags },
        { "MQTT-3.3.1-4 QoS 3", "36 05 00 01 't 00 01", MalformedReason.QosInvalid },
        { "MQTT-3.3.2-2 wildcard", "30 03 00 01 '+", MalformedReason.TopicInvalid },
        { "MQTT-4.7.3-1 an empty topic", "30 02 00 00", MalformedReason.TopicEmpty },
        { "MQTT-3.8.1-1 flags", "81 06 00 01 00 01 'a 00", MalformedReason.ReservedBits },
        { "MQTT-3.8.3-3 no filter", "82 02 00 01", MalformedReason.NoTopicFilter },
        { "MQTT-3-8.3-4 no local", "82 06 00 01 00 01 'a 04", MalformedReason.ReservedBits },
        { "MQTT-3-8.3-4 QoS 3", "82 06 00 01 00 01 'a 03", MalformedReason.SubscriptionOptions },
        { "MQTT-3.10.3-2 no filter", "A2 02 00 01", MalformedReason.NoTopicFilter },
        { "§3.4 a reason", "40 03 00 01 00", MalformedReason.TrailingBytes },
        { "MQTT-3.14.1-1 flags", "E8 00", MalformedReason.ReservedBits },
        { "§3.14 a reason", "E0 01 00", MalformedReason.TrailingBytes },
    };

    [Theory]
    [MemberData(nameof(BreachesOf5))]
    public void A_breach_of_5_0_is_malformed(string rule, string packet, MalformedReason reason) =>
        Refuses(rule, packet, MqttVersion.V5, reason);

    [Theory]
    [MemberData(nameof(BreachesOf311))]
    public void A_breach_of_3_1_1_is_malformed(string rule, string packet, MalformedReason reason) =>
        Refuses(rule, packet, MqttVersion.V311, reason);

    [Theory]
    [InlineData("MQTT-1.5.4-3 a byte order mark", "30 06 00 03 EF BB BF 00")]
    [InlineData("§1.5.4 control characters", "30 05 00 02 01 7F 00")]
    [InlineData("§1.5.4 U+FFFE", "30 06 00 03 EF BF BE 00")]
    [InlineData("§1.5.4 U+FDD0", "30 06 00 03 EF B7 90 00")]
    [InlineData("§1.5.4 U+10FFFF", "30 07 00 04 F4 8F BF BF 00")]
    [InlineData("MQTT-3.3.1-4 QoS 2", "34 06 00 01 't 00 01 00")]
    [InlineData("§3.1.2.9 a password alone", $"10 0F {Connect5} 42 00 00 00 00 00 00 00")]
    [InlineData("§3.3.2.3.7 a user property twice", "30 0E 00 01 't 0A 26 00 00 00 00 26 00 00 00 00")]
    [InlineData("§3.4.2.1 a reason without properties", "40 03 00 01 87")]
    [InlineData("§3.14.2.1 a reason without properties", "E0 01 04")]
    public void What_5_0_allows_is_read(string rule, string packet) =>
        Assert.Null(Record.Exception(() => WholePacket.Read(Wire.Bytes(packet), MqttVersion.V5, PacketSender.Client)) is { } thrown
            ? $"{rule}: {thrown.Message}" : null);

    /// <summary>MQTT 3.1.1 §2.2.3 does not ask for the shortest form.</summary>
    [Fact]
    public void What_3_1_1_allows_is_read() => WholePacket.Read(Wire.Bytes("C0 80 00"), MqttVersion.V311, PacketSender.Client);

    [Theory]
    [InlineData("MQTT-3.2.2-1 flags", "20 03 02 00 00", MalformedReason.ReservedBits)]
    [InlineData("MQTT-3.2.2-6 a session with a refusal", "20 03 01 87 00", MalformedReason.ReasonCode)]
    [InlineData("MQTT-3.2.2-8 no such reason", "20 03 00 01 00", MalformedReason.ReasonCode)]
    [InlineData("MQTT-3.9.3-2 no such reason", "90 04 00 01 00 03", MalformedReason.ReasonCode)]
    [InlineData("MQTT-3.11.3-2 no such reason", "B0 04 00 01 00 01", MalformedReason.ReasonCode)]
    [InlineData("MQTT-3.14.2-1 a reason of the client", "E0 01 04", MalformedReason.ReasonCode)]
    [InlineData("MQTT-3.14.2-2 session expiry", "E0 07 8B 05 11 00 00 00 01", MalformedReason.PropertyNotAllowed)]
    [InlineData("MQTT-3.15.2-1 re-authenticate", "F0 06 19 04 15 00 01 'm", MalformedReason.ReasonCode)]
    public void A_breach_by_the_server_is_malformed(string rule, string packet, MalformedReason reason)
    {
        var thrown = Assert.Throws<MalformedPacketException>(() => WholePacket.Read(Wire.Bytes(packet), MqttVersion.V5, PacketSender.Server));
        Assert.Equal((rule, reason), (rule, thrown.Reason));
    }

    private static void Refuses(string rule, string packet, MqttVersion version, MalformedReason reason)
    {
        var thrown = Assert.Throws<MalformedPacketException>(() => WholePacket.Read(Wire.Bytes(packet), version, PacketSender.Client));
        Assert.Equal((rule, reason), (rule, thrown.Reason));
    }
}
