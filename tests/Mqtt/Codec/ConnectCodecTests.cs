using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class ConnectCodecTests
{
    private static readonly Gen<string> _texts = Gen.Elements("", "a", "trạm-07", "device/1", new string('x', 300));

    private static readonly Gen<ConnectPacket> _connects =
        from version in Gen.Elements(MqttVersion.V311, MqttVersion.V5)
        from clientId in _texts
        from userName in _texts
        from hasUser in Gen.Elements(true, false)
        from password in Gen.Elements(null, Array.Empty<byte>(), new byte[] { 0, 255, 1 })
        from clean in Gen.Elements(true, false)
        from keepAlive in Gen.Choose(0, ushort.MaxValue)
        from expiry in Gen.Elements(0u, 1u, uint.MaxValue)
        from names in _texts.ArrayOf(2)
        select new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            UserName = hasUser ? userName : null,
            Password = hasUser || version is MqttVersion.V5 ? password : null,
            CleanStart = clean,
            KeepAliveSeconds = (ushort)keepAlive,
            SessionExpirySeconds = version is MqttVersion.V5 ? expiry : 0,
            UserProperties = version is MqttVersion.V5 ? [.. names.Select(name => KeyValuePair.Create(name, "v"))] : [],
        };

    [Fact]
    public void A_connect_comes_back_as_it_was_written() =>
        Prop.ForAll(_connects.ToArbitrary(), connect =>
        {
            var read = Read(ConnectPacketWriter.Write(connect));
            Assert.Equal(connect.UserProperties, read.UserProperties);
            Assert.Equal(connect.Password, read.Password);
            Assert.Equal(connect with { UserProperties = [], Password = null }, read with { UserProperties = [], Password = null });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_connect_that_ends_too_early_or_too_late_is_malformed() =>
        Prop.ForAll(_connects.ToArbitrary(), connect =>
        {
            var packet = ConnectPacketWriter.Write(connect);
            Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
            for (var end = header.Size; end < packet.Length; end++)
            {
                var cut = packet[header.Size..end];
                Assert.Throws<MalformedPacketException>(() => ConnectPacketReader.Read(0, cut));
            }

            byte[] longer = [.. packet[header.Size..], 0];
            Assert.Equal(
                MalformedReason.TrailingBytes,
                Assert.Throws<MalformedPacketException>(() => ConnectPacketReader.Read(0, longer)).Reason);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_connack_comes_back_as_it_was_written()
    {
        var answer = new ConnAckPacket
        {
            Reason = ConnectReason.Success,
            ReceiveMaximum = 7,
            MaximumPacketSize = 1024,
            TopicAliasMaximum = 3,
            MaximumQos = QualityOfService.AtLeastOnce,
            RetainAvailable = false,
            WildcardAvailable = false,
            SubscriptionIdentifiersAvailable = false,
            SharedAvailable = false,
            AssignedClientId = "auto-1",
            ServerKeepAliveSeconds = 60,
            SessionExpirySeconds = 0,
        };
        Assert.Equal(answer, ConnAckPacket.Read(0, answer.Encode(MqttVersion.V5).AsSpan(2), MqttVersion.V5));
    }

    [Theory]
    [InlineData(ConnectReason.UnsupportedProtocolVersion, 1)]
    [InlineData(ConnectReason.ClientIdentifierNotValid, 2)]
    [InlineData(ConnectReason.ServerBusy, 3)]
    [InlineData(ConnectReason.BadUserNameOrPassword, 4)]
    [InlineData(ConnectReason.NotAuthorized, 5)]
    public void A_refusal_has_its_return_code_in_3_1_1(ConnectReason reason, byte code) =>
        Assert.Equal([0x20, 0x02, 0x00, code], new ConnAckPacket { Reason = reason }.Encode(MqttVersion.V311));

    private static ConnectPacket Read(byte[] packet)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        return ConnectPacketReader.Read(header.Flags, packet.AsSpan(header.Size));
    }
}
