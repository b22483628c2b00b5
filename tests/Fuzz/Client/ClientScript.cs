using System.Text;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>What one client says of its own accord: CONNECT, then one good packet after the other.</summary>
internal sealed class ClientScript
{
    private readonly Dice _dice;
    private readonly string? _method;
    private readonly double _aliasRate;
    private readonly byte[]? _hammered;
    private ushort _packetId;

    /// <param name="dice">What decides.</param>
    /// <param name="isHonest">It acknowledges nothing but what it got.</param>
    public ClientScript(Dice dice, bool isHonest)
    {
        _aliasRate = dice.Pick(0, 0.01, 0.5);
        _dice = dice;
        IsHonest = isHonest;
        HoldsReleases = dice.Chance(0.05);
        Version = dice.Pick(MqttVersion.V311, MqttVersion.V5);
        _method = Version is MqttVersion.V5 && dice.Chance(0.05) ? dice.Pick(FuzzApplication.GoodMethod, FuzzApplication.GoodMethod, "none") : null;
        if (dice.Chance(0.03)) _hammered = Hammered();
    }

    public MqttVersion Version { get; }

    public bool IsHonest { get; }

    /// <summary>It never releases what it published at QoS 2.</summary>
    public bool HoldsReleases { get; }

    /// <summary>It says the same thing over and over.</summary>
    public bool Hammers => _hammered is not null;

    private bool Is5 => Version is MqttVersion.V5;

    public byte[] Connect()
    {
        var userName = _dice.Chance(0.3) ? _dice.Chance(0.1) ? FuzzApplication.BannedUser : _dice.Pick("u", "") : null;
        var packet = new ConnectPacket
        {
            Version = Version,
            ClientId = _dice.Chance(0.01) ? Names.LongClientId : _dice.Pick(Names.ClientIds),
            CleanStart = _dice.Chance(0.5),
            KeepAliveSeconds = _dice.Pick<ushort>(0, 1, 5, 60, ushort.MaxValue),
            UserName = userName,
            Password = userName is not null && _dice.Chance(0.5) ? _dice.Bytes(_dice.Below(8)) : null,
            Will = _dice.Chance(0.3) ? Will() : null,
        };
        if (!Is5) return ConnectPacketWriter.Write(packet);

        return ConnectPacketWriter.Write(packet with
        {
            SessionExpirySeconds = _dice.Pick(0u, 0u, 1u, 60u, 3600u, uint.MaxValue),
            ReceiveMaximum = _dice.Pick<ushort>(1, 2, 5, ushort.MaxValue),
            MaximumPacketSize = _dice.Chance(0.2) ? (uint)_dice.Between(60, 400) : null,
            TopicAliasMaximum = _dice.Pick<ushort>(0, 0, 1, 3, ushort.MaxValue),
            RequestProblemInformation = _dice.Chance(0.5),
            RequestResponseInformation = _dice.Chance(0.5),
            AuthenticationMethod = _method,
            AuthenticationData = _method is not null && _dice.Chance(0.5) ? [7] : null,
            UserProperties = _dice.Chance(0.2) ? [KeyValuePair.Create("k", "v")] : [],
        });
    }

    public byte[] Next() => _hammered is not null && _dice.Chance(0.95) ? _hammered : NextOfAll();

    public byte[] Ack(PacketType type, ushort packetId, PubAckReason reason)
    {
        var packet = new byte[AckPacket.MaxLength];
        return packet[..AckPacket.Write(packet, type, Version, packetId, reason)];
    }

    public byte[] Auth(AuthReason reason) =>
        AuthPacket.Write(new AuthPacket { Reason = reason, Method = _method ?? "", Data = _dice.Bytes(3) });

    /// <summary>Said over and over, it must not pile up.</summary>
    private byte[] Hammered()
    {
        if (!Is5 || _dice.Chance(0.5)) return NextOfAll();
        var properties = new WireWriter().Property(PropertyId.MessageExpiryInterval, uint.MaxValue).Written;
        return Publish(_dice.Pick(Names.Topics), QualityOfService.AtMostOnce, _dice.Bytes(6000), isRetained: true, properties);
    }

    private byte[] NextOfAll() => _dice.Below(100) switch
    {
        < 60 => Publish(),
        < 75 => Subscribe(),
        < 80 => UnsubscribePacketWriter.Write(Version, NextPacketId(), Some(Names.Filters)),
        < 88 => PingPacket.Request,
        < 96 when !IsHonest => Ack(
            _dice.Pick(PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp), (ushort)_dice.Between(1, 12), PubAckReason.Success),
        < 97 when _method is not null => Auth(AuthReason.ReAuthenticate),
        < 99 => Publish(),
        _ => Goodbye(),
    };

    private byte[] Goodbye() => DisconnectPacket.Write(Version, new DisconnectPacket
    {
        Reason = _dice.Pick(DisconnectReason.NormalDisconnection, DisconnectReason.DisconnectWithWill, DisconnectReason.ImplementationSpecificError),
        SessionExpirySeconds = _dice.Chance(0.3) ? _dice.Pick(0u, 30u, uint.MaxValue) : null,
        ReasonString = _dice.Chance(0.2) ? "bye" : null,
    });

    private byte[] Publish()
    {
        var qos = _dice.Pick(QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce, QualityOfService.ExactlyOnce);
        var properties = Is5 ? Properties() : new WireWriter();
        var topic = _dice.Pick(Names.Topics);
        if (Is5 && _dice.Chance(_aliasRate))
        {
            properties.Property(PropertyId.TopicAlias, (uint)_dice.Between(1, 3));
            if (_dice.Chance(0.1)) topic = "";
        }

        return Publish(topic, qos, Payload(), isRetained: _dice.Chance(0.15), properties.Written);
    }

    private byte[] Publish(string topic, QualityOfService qos, byte[] payload, bool isRetained, ReadOnlySpan<byte> properties)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var packet = new byte[PublishPacketWriter.Length(Version, name.Length, payload.Length, qos, properties.Length)];
        PublishPacketWriter.Write(
            packet,
            Version,
            name,
            payload,
            qos,
            NextPacketId(),
            duplicate: qos is not QualityOfService.AtMostOnce && _dice.Chance(0.05),
            isRetained,
            properties);
        return packet;
    }

    private byte[] Payload() => _dice.Below(20) switch
    {
        0 => [],
        1 => "refuse"u8.ToArray(),
        2 => "keep"u8.ToArray(),
        3 => _dice.Bytes(_dice.Between(300, 3000)),
        _ => _dice.Bytes(_dice.Between(1, 60)),
    };

    private WireWriter Properties()
    {
        var properties = new WireWriter();
        if (_dice.Chance(0.1)) properties.Property(PropertyId.PayloadFormatIndicator, (uint)_dice.Below(2));
        if (_dice.Chance(0.2)) properties.Property(PropertyId.MessageExpiryInterval, _dice.Pick(0u, 1u, 60u, uint.MaxValue));
        if (_dice.Chance(0.1)) properties.Property(PropertyId.ContentType, "text/plain");
        if (_dice.Chance(0.1)) properties.Property(PropertyId.ResponseTopic, _dice.Pick(Names.Topics));
        if (_dice.Chance(0.1)) properties.Property(PropertyId.CorrelationData, _dice.Bytes(4));
        if (_dice.Chance(0.2)) properties.UserProperties([KeyValuePair.Create("traceparent", "00-1"), KeyValuePair.Create("", "")]);
        return properties;
    }

    private byte[] Subscribe()
    {
        var identifier = Is5 && _dice.Chance(0.4) ? _dice.Pick(1u, 127u, 128u, 268_435_455u) : 0;
        var filters = Some(Names.Filters);
        if (_dice.Chance(0.02)) filters[^1] = _dice.Pick(Names.BadFilters);
        return SubscribePacketWriter.Write(Version, NextPacketId(), identifier, filters.Select(filter => (filter, Options(filter))));
    }

    private SubscriptionOptions Options(string filter) => new(
        _dice.Pick(QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce, QualityOfService.ExactlyOnce),
        NoLocal: _dice.Chance(0.2) && (!filter.StartsWith('$') || _dice.Chance(0.1)),
        RetainAsPublished: _dice.Chance(0.3),
        _dice.Pick(RetainHandling.SendAtSubscribe, RetainHandling.SendIfNew, RetainHandling.DoNotSend));

    private WillMessage Will() => new()
    {
        Topic = Encoding.UTF8.GetBytes(_dice.Pick(Names.Topics)),
        Payload = Payload(),
        Qos = _dice.Pick(QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce, QualityOfService.ExactlyOnce),
        Retain = _dice.Chance(0.3),
        DelaySeconds = Is5 ? _dice.Pick(0u, 1u, 100u, uint.MaxValue) : 0,
        Properties = Is5 ? Properties().Written.ToArray() : [],
    };

    private string[] Some(string[] names)
    {
        var some = new string[_dice.Between(1, 3)];
        for (var i = 0; i < some.Length; i++) some[i] = _dice.Pick(names);
        return some;
    }

    /// <summary>Twice around in a session, so that identifiers come again, now and then while they are in use.</summary>
    private ushort NextPacketId() => _packetId = (ushort)(_packetId % 40 + 1);
}
