using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

/// <summary>Generators of every packet of both versions, with whatever may be in it.</summary>
internal static class AnyPacket
{
    public static readonly Gen<MqttVersion> Versions = Gen.Elements(MqttVersion.V311, MqttVersion.V5);

    /// <summary>With a byte order mark, control characters and non-characters, which are all allowed (§1.5.4).</summary>
    public static readonly Gen<string> Texts =
        Gen.Elements("", "a", "trạm-07", "đo/nước", "\uFEFFb", "\u0001\u007F", "\uFFFE\uFDD0", "𝄞", new string('x', 130));

    public static readonly Gen<string> Topics = Gen.Elements("t", "sectors/a/b", "$SYS/x", "/", "trạm/đo", new string('t', 127));

    public static readonly Gen<string> Filters = Gen.Elements("#", "+", "a/+/b", "$share/g/a/#", "trạm/đo", new string('f', 128));

    public static readonly Gen<byte[]> Bytes =
        from length in Gen.Elements(0, 1, 5, 127, 200)
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(length)
        select bytes;

    public static readonly Gen<ushort> PacketIds = Gen.Choose(1, ushort.MaxValue).Select(id => (ushort)id);

    public static readonly Gen<uint> Numbers = Gen.Elements(1u, 127u, 65_536u, uint.MaxValue);

    public static readonly Gen<KeyValuePair<string, string>[]> UserProperties =
        from count in Gen.Choose(0, 3)
        from names in Texts.ArrayOf(count)
        from values in Texts.ArrayOf(count)
        select names.Zip(values, KeyValuePair.Create).ToArray();

    public static readonly Gen<SubscriptionOptions> Options =
        from qos in Gen.Elements(Enum.GetValues<QualityOfService>())
        from noLocal in Bool
        from retainAsPublished in Bool
        from handling in Gen.Elements(Enum.GetValues<RetainHandling>())
        select new SubscriptionOptions(qos, noLocal, retainAsPublished, handling);

    public static readonly Gen<byte[]> MessageProperties =
        from format in Maybe(Gen.Choose(0, 1).Select(value => (uint)value))
        from expiry in Maybe(Numbers)
        from contentType in Texts
        from responseTopic in Topics
        from correlation in Bytes
        from userProperties in UserProperties
        from some in Gen.Choose(0, 31)
        select Encode(format, expiry, contentType, responseTopic, correlation, userProperties, some);

    public static readonly Gen<WillMessage> Wills =
        from topic in Topics
        from payload in Bytes
        from qos in Gen.Elements(Enum.GetValues<QualityOfService>())
        from retain in Bool
        from delay in Gen.Elements(0u, 1u, uint.MaxValue)
        from properties in MessageProperties
        select new WillMessage
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = payload,
            Qos = qos,
            Retain = retain,
            DelaySeconds = delay,
            Properties = properties,
        };

    public static readonly Gen<ConnectPacket> Connects5 =
        from clientId in Texts
        from userName in MaybeNull(Texts)
        from password in MaybeNull(Bytes)
        from will in MaybeNull(Wills)
        from clean in Bool
        from keepAlive in Gen.Choose(0, ushort.MaxValue)
        from expiry in Gen.Elements(0u, 1u, uint.MaxValue)
        from receiveMaximum in Gen.Choose(1, ushort.MaxValue)
        from size in Maybe(Numbers)
        from aliases in Gen.Choose(0, ushort.MaxValue)
        from response in Bool
        from problem in Bool
        from method in MaybeNull(Texts)
        from data in MaybeNull(Bytes)
        from userProperties in UserProperties
        select new ConnectPacket
        {
            Version = MqttVersion.V5,
            ClientId = clientId,
            UserName = userName,
            Password = password,
            Will = will,
            CleanStart = clean,
            KeepAliveSeconds = (ushort)keepAlive,
            SessionExpirySeconds = expiry,
            ReceiveMaximum = (ushort)receiveMaximum,
            MaximumPacketSize = size,
            TopicAliasMaximum = (ushort)aliases,
            RequestResponseInformation = response,
            RequestProblemInformation = problem,
            AuthenticationMethod = method,
            AuthenticationData = method is null ? null : data,
            UserProperties = userProperties,
        };

    public static readonly Gen<ConnectPacket> Connects311 =
        from connect in Connects5
        select new ConnectPacket
        {
            Version = MqttVersion.V311,
            ClientId = connect.ClientId,
            UserName = connect.UserName,
            Password = connect.UserName is null ? null : connect.Password,
            Will = connect.Will is { } will ? will with { DelaySeconds = 0, Properties = [] } : null,
            CleanStart = connect.CleanStart,
            KeepAliveSeconds = connect.KeepAliveSeconds,
        };

    public static readonly Gen<ConnAckPacket> ConnAcks5 =
        from reason in Gen.Elements(Enum.GetValues<ConnectReason>())
        from present in Bool
        from receiveMaximum in Gen.Choose(1, ushort.MaxValue)
        from size in Maybe(Numbers)
        from aliases in Gen.Choose(0, ushort.MaxValue)
        from qos in Gen.Elements(Enum.GetValues<QualityOfService>())
        from available in Gen.Choose(0, 15)
        from clientId in MaybeNull(Texts)
        from keepAlive in Maybe(Gen.Choose(0, ushort.MaxValue).Select(seconds => (ushort)seconds))
        from expiry in Maybe(Numbers)
        from texts in MaybeNull(Texts).ArrayOf(4)
        from data in MaybeNull(Bytes)
        from userProperties in UserProperties
        select new ConnAckPacket
        {
            Reason = reason,
            SessionPresent = present && reason is ConnectReason.Success,
            ReceiveMaximum = (ushort)receiveMaximum,
            MaximumPacketSize = size,
            TopicAliasMaximum = (ushort)aliases,
            MaximumQos = qos,
            RetainAvailable = (available & 1) != 0,
            WildcardAvailable = (available & 2) != 0,
            SubscriptionIdentifiersAvailable = (available & 4) != 0,
            SharedAvailable = (available & 8) != 0,
            AssignedClientId = clientId,
            ServerKeepAliveSeconds = keepAlive,
            SessionExpirySeconds = expiry,
            ReasonString = texts[0],
            ServerReference = texts[1],
            ResponseInformation = texts[2],
            AuthenticationMethod = texts[3],
            AuthenticationData = data,
            UserProperties = userProperties,
        };

    public static readonly Gen<WirePacket> All = Gen.OneOf(
        from connect in Gen.OneOf(Connects311, Connects5)
        select new WirePacket(connect.Version, PacketSender.Client, ConnectPacketWriter.Write(connect)),
        from version in Versions
        from connAck in ConnAcks5
        select new WirePacket(version, PacketSender.Server, connAck.Encode(version)),
        Publishes(),
        Acks(),
        from version in Versions
        from packetId in PacketIds
        from identifier in Gen.Elements(0u, 1u, 268_435_455u)
        from filters in Filters.NonEmptyListOf()
        from options in Options
        select new WirePacket(
            version,
            PacketSender.Client,
            SubscribePacketWriter.Write(version, packetId, identifier, filters.Select(filter => (filter, options)))),
        from version in Versions
        from packetId in PacketIds
        from filters in Filters.NonEmptyListOf()
        select new WirePacket(version, PacketSender.Client, UnsubscribePacketWriter.Write(version, packetId, filters)),
        from version in Versions
        from packetId in PacketIds
        from reasons in Gen.Elements(Enum.GetValues<SubAckReason>()).NonEmptyListOf()
        select new WirePacket(version, PacketSender.Server, SubAckPacket.Encode(version, packetId, [.. reasons.Select(r => (byte)r)])),
        from version in Versions
        from packetId in PacketIds
        from reasons in Gen.Elements(Enum.GetValues<UnsubAckReason>()).NonEmptyListOf()
        select new WirePacket(version, PacketSender.Server, UnsubAckPacket.Encode(version, packetId, [.. reasons.Select(r => (byte)r)])),
        from sender in Senders
        from disconnect in Disconnects(sender)
        select new WirePacket(MqttVersion.V5, sender, DisconnectPacket.Write(MqttVersion.V5, disconnect)),
        Gen.Constant(new WirePacket(MqttVersion.V311, PacketSender.Client, [0xE0, 0x00])),
        from sender in Senders
        from auth in Auths(sender)
        select new WirePacket(MqttVersion.V5, sender, AuthPacket.Write(auth)),
        from version in Versions
        from sender in Senders
        select new WirePacket(version, sender, sender is PacketSender.Client ? PingPacket.Request : PingPacket.Response.ToArray()));

    private static Gen<PacketSender> Senders => Gen.Elements(PacketSender.Client, PacketSender.Server);

    private static Gen<bool> Bool => Gen.Elements(true, false);

    public static Gen<DisconnectPacket> Disconnects(PacketSender sender) =>
        from reason in Gen.Elements(Enum.GetValues<DisconnectReason>().Where(reason => reason.MayBeSentBy(sender)))
        from expiry in Maybe(Numbers)
        from text in MaybeNull(Texts)
        from reference in MaybeNull(Texts)
        from userProperties in UserProperties
        select new DisconnectPacket
        {
            Reason = reason,
            SessionExpirySeconds = sender is PacketSender.Client ? expiry : null,
            ReasonString = text,
            ServerReference = reference,
            UserProperties = userProperties,
        };

    public static Gen<AuthPacket> Auths(PacketSender sender) =>
        from reason in Gen.Elements(
            AuthReason.ContinueAuthentication, sender is PacketSender.Client ? AuthReason.ReAuthenticate : AuthReason.Success)
        from method in Texts
        from data in MaybeNull(Bytes)
        from text in MaybeNull(Texts)
        from userProperties in UserProperties
        select new AuthPacket { Reason = reason, Method = method, Data = data, ReasonString = text, UserProperties = userProperties };

    private static Gen<WirePacket> Publishes() =>
        from version in Versions
        from sender in Senders
        from topic in Topics
        from payload in Bytes
        from qos in Gen.Elements(Enum.GetValues<QualityOfService>())
        from packetId in PacketIds
        from properties in MessageProperties
        from identifiers in Gen.Elements(1u, 128u, 268_435_455u).ListOf(2)
        select new WirePacket(version, sender, Publish(
            version, topic, payload, qos, packetId, sender is PacketSender.Server ? [.. Identifiers(identifiers), .. properties] : properties));

    private static Gen<WirePacket> Acks() =>
        from version in Versions
        from type in Gen.Elements(PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp)
        from packetId in PacketIds
        from failed in Bool
        select new WirePacket(version, PacketSender.Client, Ack(type, version, packetId, failed));

    private static byte[] Ack(PacketType type, MqttVersion version, ushort packetId, bool failed)
    {
        var failure = type is PacketType.PubAck or PacketType.PubRec ? PubAckReason.QuotaExceeded : PubAckReason.PacketIdentifierNotFound;
        var packet = new byte[AckPacket.MaxLength];
        return packet[..AckPacket.Write(packet, type, version, packetId, failed ? failure : PubAckReason.Success)];
    }

    private static byte[] Publish(
        MqttVersion version, string topic, byte[] payload, QualityOfService qos, ushort packetId, byte[] properties)
    {
        if (version is MqttVersion.V311) properties = [];
        var name = Encoding.UTF8.GetBytes(topic);
        var packet = new byte[PublishPacketWriter.Length(version, name.Length, payload.Length, qos, properties.Length)];
        PublishPacketWriter.Write(packet, version, name, payload, qos, packetId, properties: properties);
        return packet;
    }

    private static byte[] Identifiers(IEnumerable<uint> identifiers)
    {
        var writer = new WireWriter();
        foreach (var identifier in identifiers) writer.Property(PropertyId.SubscriptionIdentifier, identifier);
        return writer.Written.ToArray();
    }

    private static byte[] Encode(
        uint? format,
        uint? expiry,
        string contentType,
        string responseTopic,
        byte[] correlation,
        IReadOnlyList<KeyValuePair<string, string>> userProperties,
        int some)
    {
        var writer = new WireWriter();
        if ((some & 1) != 0) writer.UserProperties(userProperties);
        if (format is { } indicator) writer.Property(PropertyId.PayloadFormatIndicator, indicator);
        if (expiry is { } seconds) writer.Property(PropertyId.MessageExpiryInterval, seconds);
        if ((some & 2) != 0) writer.Property(PropertyId.ContentType, contentType);
        if ((some & 4) != 0) writer.Property(PropertyId.ResponseTopic, responseTopic);
        if ((some & 8) != 0) writer.Property(PropertyId.CorrelationData, correlation);
        if ((some & 16) != 0) writer.UserProperties(userProperties);
        return writer.Written.ToArray();
    }

    private static Gen<T?> Maybe<T>(Gen<T> values)
        where T : struct =>
        Gen.OneOf(Gen.Constant((T?)null), values.Select(value => (T?)value));

    private static Gen<T?> MaybeNull<T>(Gen<T> values)
        where T : class =>
        Gen.OneOf(Gen.Constant((T?)null), values.Select(value => (T?)value));
}

/// <summary>One packet as it goes over the wire.</summary>
internal sealed record WirePacket(MqttVersion Version, PacketSender Sender, byte[] Bytes)
{
    public override string ToString() => $"{Version} {Sender} {Convert.ToHexString(Bytes)}";
}
