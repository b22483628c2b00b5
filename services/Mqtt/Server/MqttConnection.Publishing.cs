namespace SmartSectors.Mqtt;

// PUBLISH from the client and what ends its QoS 2: to the application first, then to whoever subscribed.
public sealed partial class MqttConnection
{
    /// <summary>Made at the first publish of a thread, and given back at the end of the read: routing never waits.</summary>
    [ThreadStatic]
    private static RouteScope? s_freeScope;

    private RouteScope? _scope;
    private TopicAliases? _aliases;
    private AckBatch? _batch;
    private int _publishes;

    // Both made at need: most connections of a nation's devices are idle.
    private TopicAliases Aliases => _aliases ??= new TopicAliases(_limits.TopicAliasMaximum);

    private AckBatch Batch => _batch ??= _server.Batches.Rent(this);

    private void TakePublish(byte flags, ReadOnlySpan<byte> body, int unacknowledged)
    {
        var packet = PublishPacketReader.Read(flags, body, Version, Aliases, _limits.MaxTopicLengthBytes);
        var batch = Batch;
        switch (packet.Qos)
        {
            case QualityOfService.AtMostOnce:
                HandOn(in packet, forwards: true);
                break;
            case QualityOfService.AtLeastOnce:
                CheckReceiveMaximum(unacknowledged + batch.Count + _session!.UnreleasedCount);
                batch.Acknowledge(Version, packet.PacketId, HandOn(in packet, forwards: true));
                break;
            case QualityOfService.ExactlyOnce:
                TakeExactlyOnce(in packet, batch, unacknowledged + batch.Count);
                break;
        }

        _publishes++;
    }

    // A crash between the two would lose the message, its identifier being known, or give it to subscribers twice.
    private void TakeExactlyOnce(in PublishPacket packet, AckBatch batch, int unacknowledged)
    {
        _server.Store.BeginGroup();
        try
        {
            TakeWithIdentifier(in packet, batch, unacknowledged);
        }
        finally
        {
            _server.Store.EndGroup();
        }
    }

    private void TakeWithIdentifier(in PublishPacket packet, AckBatch batch, int unacknowledged)
    {
        var session = _session!;
        var reason = PubAckReason.Success;
        var reception = session.BeginReceive(this, packet.PacketId);
        if (reception is Reception.NotOwner) return;
        if (reception is not Reception.Duplicate)
        {
            CheckReceiveMaximum(unacknowledged + session.UnreleasedCount - 1);
            reason = HandOn(in packet, forwards: reception is Reception.New);
            if (reason >= PubAckReason.UnspecifiedError) session.Release(this, packet.PacketId); // PUBREC ends it (§4.3.3)
            else batch.Settles(packet.PacketId);
        }

        _scope!.HasStored |= session.IsStored;
        batch.Add(PacketType.PubRec, Version, packet.PacketId, reason);
    }

    /// <summary>MQTT 5.0 §3.3.4; MQTT 3.1.1 cannot be told a limit, and is slowed by not being read.</summary>
    private void CheckReceiveMaximum(int unanswered)
    {
        if (Version is MqttVersion.V5 && unanswered >= _limits.ReceiveMaximum) MalformedPacketException.Throw(MalformedReason.ReceiveMaximumExceeded);
    }

    private PubAckReason HandOn(in PublishPacket packet, bool forwards)
    {
        // §4.7.2: the topics that begin with $ are the server's own.
        if (packet.Topic[0] == '$' || !Rights.MayPublish(packet.Topic)) return Refuse(in packet, PubAckReason.NotAuthorized);
        if (TopicLevels.Count(packet.Topic) > _limits.MaxTopicLevels) return Refuse(in packet, PubAckReason.TopicNameInvalid);

        var verdict = _receiver!.Receive(in packet);
        return verdict.IsForwarded && forwards ? Forward(in packet) : verdict.Reason;
    }

    private PubAckReason Refuse(in PublishPacket packet, PubAckReason reason)
    {
        _receiver!.Refused(in packet, reason);
        return reason;
    }

    private PubAckReason Forward(in PublishPacket packet)
    {
        if (!packet.Retain && _server.Subscriptions.IsEmpty) return PubAckReason.Success;

        var publication = new Publication(packet.Topic, packet.Payload, PublishProperties.Forwarded(in packet), packet.Qos, packet.Retain)
        {
            ExpiresAtMs = packet.MessageExpirySeconds is { } seconds ? _server.Services.NowMs + 1000L * seconds : MqttMessage.Never,
            Publisher = _session,
        };
        var isKept = !packet.Retain || _server.Retained.TryKeep(ref publication, _scope!);
        _server.Router.Route(ref publication, _scope!);
        return isKept ? PubAckReason.Success : PubAckReason.QuotaExceeded;
    }

    /// <summary>PUBREL: the identifier is free once that is durable, or a message that uses it again might be taken for the old one.</summary>
    private void TakeRelease(byte flags, ReadOnlySpan<byte> body)
    {
        var packetId = AckPacket.Read(PacketType.PubRel, flags, body, Version, out _);
        var reason = _session!.Release(this, packetId) ? PubAckReason.Success : PubAckReason.PacketIdentifierNotFound;
        _scope!.HasStored |= _session.IsStored;
        Batch.Add(PacketType.PubComp, Version, packetId, reason);
    }

    private ValueTask HandOverAsync(bool waitsForStore)
    {
        var batch = _batch!;
        _batch = null;
        _server.Instruments.Published(_publishes);
        _server.Services.Statistics.Received(_publishes);
        _publishes = 0;
        _output.Owe(batch);
        if (waitsForStore)
        {
            batch.Await();
            _server.Store.WhenDurable(new BatchWaiter(batch, this));
        }

        return _receiver!.EndReadAsync(batch, _givenUp.Token);
    }
}
