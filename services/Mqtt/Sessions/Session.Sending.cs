namespace SmartSectors.Mqtt;

// What the client is owed: a bounded queue, and what was sent and is not answered.
internal sealed partial class Session
{
    // All of it made at need: most sessions of a nation's devices never get a message.
    private Queue<Delivery>? _waiting;
    private Dictionary<ushort, Delivery>? _inFlight;
    private Queue<Delivery>? _resend;
    private long _waitingBytes;
    private int _outstanding;
    private ushort _lastPacketId;
    private long _lastSequence;

    /// <summary>Something has its turn before a new message ([MQTT-4.4.0-1], [MQTT-4.6.0-5]).</summary>
    private bool HasBacklog => Volatile.Read(ref _waiting) is { Count: > 0 } || Volatile.Read(ref _resend) is { Count: > 0 };

    private int Window => Math.Min(_limits.MaxInFlight, Volatile.Read(ref _connection)?.ClientReceiveMaximum ?? ushort.MaxValue);

    /// <summary>A hint for who shares a subscription; another thread may be faster.</summary>
    public bool CanTakeAtOnce(QualityOfService qos) =>
        Volatile.Read(ref _connection) is { } connection
        && connection.Output.HasRoom
        && (qos is QualityOfService.AtMostOnce || (!HasBacklog && Volatile.Read(ref _outstanding) < Window));

    /// <summary>Gives the session one message: sends it, queues it, or drops it as the limits say and counts it.</summary>
    /// <param name="qos">Of the delivery: the lower of the message's and the subscription's.</param>
    /// <param name="retain">The RETAIN flag of the delivery.</param>
    /// <param name="group">The name of the shared subscription that it is for; null for none.</param>
    /// <returns>False when the session is over: whoever else shares the subscription is to get it.</returns>
    public bool Deliver(scoped ref Publication publication, QualityOfService qos, bool retain, uint[]? identifiers, string? group, RouteScope scope)
    {
        if (qos is QualityOfService.AtMostOnce)
        {
            DeliverAtMostOnce(ref publication, retain, identifiers, scope);
            return !IsEnded;
        }

        lock (_gate)
        {
            if (_ended) return false;
            var delivery = new Delivery(++_lastSequence, publication.Message, qos, retain, identifiers) { Group = group };
            if (_connection is { } connection
                && !HasBacklog
                && _outstanding < Window
                && connection.Output.HasRoom)
            {
                if (!Begin(delivery, connection, publication.ExpiresAtMs == MqttMessage.Never ? 0 : _services.NowMs)) return true;
                scope.Touch(connection);
            }
            else if (!Enqueue(delivery))
            {
                return true;
            }

            if (!IsStored) return true;
            _services.Store.PutDelivery(Number, delivery.ToStored());
            scope.HasStored = true;
            if (delivery.Step is DeliveryStep.Committing) _services.Store.WhenDurable(new CommitStep(this, delivery));
            return true;
        }
    }

    /// <summary>A retained message for a new subscription. It waits in the queue whatever its QoS, for there may be thousands.</summary>
    public void DeliverRetained(MqttMessage message, QualityOfService qos, uint[]? identifiers)
    {
        lock (_gate)
        {
            if (_ended) return;
            var stored = IsStored && qos is not QualityOfService.AtMostOnce;
            var delivery = new Delivery(stored || qos is not QualityOfService.AtMostOnce ? ++_lastSequence : 0, message, qos, retain: true, identifiers);
            if (Enqueue(delivery) && stored) _services.Store.PutDelivery(Number, delivery.ToStored());
        }
    }

    /// <summary>PUBACK of a QoS 1 message.</summary>
    public void Acknowledged(MqttConnection connection, ushort packetId)
    {
        lock (_gate)
        {
            if (_owner != connection || !TryFindInFlight(packetId, QualityOfService.AtLeastOnce, out var delivery)) return;
            Finish(delivery);
            Pump();
        }
    }

    /// <summary>PUBREC of a QoS 2 message: it is the client's now, or refused.</summary>
    public void Received(MqttConnection connection, ushort packetId, PubAckReason reason)
    {
        lock (_gate)
        {
            if (_owner != connection) return;
            if (!TryFindInFlight(packetId, QualityOfService.ExactlyOnce, out var delivery))
            {
                SendRelease(packetId, PubAckReason.PacketIdentifierNotFound);
                return;
            }

            if (reason >= PubAckReason.UnspecifiedError)
            {
                Finish(delivery);
                Pump();
                return;
            }

            if (delivery.Step is DeliveryStep.Releasing) return;
            if (delivery.Step is DeliveryStep.Released)
            {
                SendRelease(packetId, PubAckReason.Success);
                return;
            }

            delivery.Release();
            if (IsStored)
            {
                // Sent before it is durable, PUBREL could be followed by a crash and the PUBLISH once more: twice for the client.
                _services.Store.PutDelivery(Number, delivery.ToStored());
                _services.Store.WhenDurable(new CommitStep(this, delivery));
            }
            else
            {
                SendRelease(delivery);
            }
        }
    }

    /// <summary>PUBCOMP of a QoS 2 message.</summary>
    public void Completed(MqttConnection connection, ushort packetId)
    {
        lock (_gate)
        {
            if (_owner != connection || !TryFindInFlight(packetId, QualityOfService.ExactlyOnce, out var delivery)) return;
            if (delivery.Step is not (DeliveryStep.Released or DeliveryStep.Releasing)) return;
            Finish(delivery);
            Pump();
        }
    }

    /// <summary>
    /// Sends again what was in flight when the client was last here, in order ([MQTT-4.4.0-1], [MQTT-4.6.0-1]), then what
    /// waits. Called once CONNACK is written.
    /// </summary>
    public void Resume(MqttConnection connection)
    {
        lock (_gate)
        {
            if (_owner != connection) return;
            Volatile.Write(ref _connection, connection);
            Pump();
        }
    }

    /// <summary>The client made room: by answering, or by reading what its connection held.</summary>
    public void PumpNow()
    {
        lock (_gate) Pump();
    }

    private void DeliverAtMostOnce(scoped ref Publication publication, bool retain, uint[]? identifiers, RouteScope scope)
    {
        if (Volatile.Read(ref _connection) is not { } connection) return;
        var packet = new OutgoingPublish(publication.Topic, publication.Payload, publication.Properties)
        {
            Retain = retain,
            Identifiers = identifiers,
            ExpirySeconds = SecondsLeft(publication.ExpiresAtMs),
        };
        var outcome = connection.Output.TryPublish(ref packet);
        if (outcome is PublishOutcome.Written) scope.Touch(connection);
        else _services.Statistics.Dropped(outcome is PublishOutcome.TooLarge ? DropReason.TooLarge : DropReason.SlowSubscriber);
    }

    private uint? SecondsLeft(long expiresAtMs) =>
        expiresAtMs == MqttMessage.Never ? null : (uint)Math.Clamp((expiresAtMs - _services.NowMs + 999) / 1000, 0, uint.MaxValue);

    /// <summary>False when the message is dropped.</summary>
    private bool Enqueue(Delivery delivery)
    {
        var waiting = _waiting ??= new Queue<Delivery>();
        var bytes = delivery.Message!.SizeBytes;
        while (waiting.Count >= _limits.MaxQueuedMessages || _waitingBytes + bytes > _limits.MaxQueuedBytes || !_services.Budget.TryTake(bytes))
        {
            _services.Statistics.Dropped(DropReason.QueueFull);
            if (_limits.QueueOverflow is QueueOverflow.Disconnect && _owner is { } owner) BreakLater(owner);
            if (_limits.QueueOverflow is not QueueOverflow.DropOldest || waiting.Count == 0) return false;
            Forget(Dequeue());
        }

        _waitingBytes += bytes;
        waiting.Enqueue(delivery);
        return true;
    }

    /// <summary>Not under our lock: a connection that is broken may close, and publish its will, on the thread that breaks it.</summary>
    private static void BreakLater(MqttConnection owner) =>
        ThreadPool.UnsafeQueueUserWorkItem(static owner => owner.Break(DisconnectCause.QueueFull), owner, preferLocal: false);

    private Delivery Dequeue()
    {
        var delivery = _waiting!.Dequeue();
        _waitingBytes -= delivery.Message!.SizeBytes;
        _services.Budget.GiveBack(delivery.Message.SizeBytes);
        return delivery;
    }

    /// <summary>Sends while the client has room for more.</summary>
    private void Pump()
    {
        if (_connection is not { } connection) return;
        while (_outstanding < Window && connection.Output.HasRoom)
        {
            if (_resend is { Count: > 0 }) SendAgain(_resend.Dequeue(), connection);
            else if (_waiting is { Count: > 0 }) SendNext(Dequeue(), connection);
            else return;
        }
    }

    private void SendNext(Delivery delivery, MqttConnection connection)
    {
        var nowMs = delivery.Message!.ExpiresAtMs == MqttMessage.Never ? 0 : _services.NowMs;
        if (delivery.Message.IsExpired(nowMs))
        {
            Forget(delivery); // [MQTT-3.3.2-5]
            _services.Statistics.Dropped(DropReason.Expired);
            return;
        }

        if (delivery.Qos is QualityOfService.AtMostOnce)
        {
            Write(delivery, connection);
            return;
        }

        if (!Begin(delivery, connection, nowMs)) return;
        if (!IsStored) return;
        _services.Store.PutDelivery(Number, delivery.ToStored());
        if (delivery.Step is DeliveryStep.Committing) _services.Store.WhenDurable(new CommitStep(this, delivery));
    }

    private void SendAgain(Delivery delivery, MqttConnection connection)
    {
        delivery.AwaitsResend = false;
        _outstanding++;
        if (delivery.Step is DeliveryStep.Released) SendRelease(delivery);
        else if (delivery.Step is DeliveryStep.Sent && !Write(delivery, connection)) Finish(delivery);
    }

    /// <summary>Gives it a packet identifier and sends it, or will when that is durable. False when the client takes none so long.</summary>
    private bool Begin(Delivery delivery, MqttConnection connection, long nowMs)
    {
        if (delivery.Message!.IsExpired(nowMs))
        {
            _services.Statistics.Dropped(DropReason.Expired);
            return false;
        }

        delivery.PacketId = NextPacketId();
        if (IsStored && delivery.Qos is QualityOfService.ExactlyOnce)
        {
            // The client would take it twice if it were sent again under another identifier after a crash.
            delivery.Step = DeliveryStep.Committing;
        }
        else
        {
            if (!Write(delivery, connection))
            {
                Forget(delivery);
                return false;
            }

            delivery.Step = DeliveryStep.Sent;
        }

        (_inFlight ??= [])[delivery.PacketId] = delivery;
        _outstanding++;
        return true;
    }

    /// <summary>False when the packet is longer than the client takes ([MQTT-3.1.2-24], [MQTT-3.1.2-25]): as if it were delivered.</summary>
    private bool Write(Delivery delivery, MqttConnection connection)
    {
        var message = delivery.Message!;
        var packet = new OutgoingPublish(message.Topic, message.Payload, message.Properties)
        {
            Qos = delivery.Qos,
            Retain = delivery.Retain,
            Duplicate = delivery.WasSent && delivery.Qos is not QualityOfService.AtMostOnce,
            PacketId = delivery.PacketId,
            Identifiers = delivery.Identifiers,
            ExpirySeconds = SecondsLeft(message.ExpiresAtMs),
        };
        delivery.WasSent = true;
        if (connection.Output.Publish(ref packet)) return true;
        _services.Statistics.Dropped(DropReason.TooLarge);
        return false;
    }

    /// <summary>The next step of a QoS 2 delivery is durable.</summary>
    private void Committed(Delivery delivery)
    {
        lock (_gate)
        {
            if (_inFlight is null || !_inFlight.TryGetValue(delivery.PacketId, out var current) || current != delivery) return;
            switch (delivery.Step)
            {
                case DeliveryStep.Committing:
                    delivery.Step = DeliveryStep.Sent;
                    if (!delivery.AwaitsResend && _connection is { } connection && !Write(delivery, connection)) Finish(delivery);
                    break;
                case DeliveryStep.Releasing:
                    delivery.Step = DeliveryStep.Released;
                    if (!delivery.AwaitsResend) SendRelease(delivery);
                    break;
            }
        }
    }

    private void SendRelease(Delivery delivery)
    {
        delivery.Step = DeliveryStep.Released;
        SendRelease(delivery.PacketId, PubAckReason.Success);
    }

    private void SendRelease(ushort packetId, PubAckReason reason)
    {
        if (_connection is not { } connection) return;
        Span<byte> packet = stackalloc byte[AckPacket.MaxLength];
        connection.Output.Write(packet[..AckPacket.Write(packet, PacketType.PubRel, connection.Version, packetId, reason)]);
    }

    private bool TryFindInFlight(ushort packetId, QualityOfService qos, out Delivery delivery)
    {
        delivery = null!;
        return _inFlight is not null && _inFlight.TryGetValue(packetId, out delivery!) && delivery.Qos == qos;
    }

    private void Finish(Delivery delivery)
    {
        _inFlight!.Remove(delivery.PacketId);
        if (_outstanding > 0) _outstanding--;
        Forget(delivery);
    }

    private void Forget(Delivery delivery)
    {
        if (IsStored && delivery.Sequence != 0) _services.Store.RemoveDelivery(Number, delivery.Sequence);
    }

    private ushort NextPacketId()
    {
        do _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        while (_inFlight?.ContainsKey(_lastPacketId) is true);
        return _lastPacketId;
    }

    /// <summary>What is being committed has its turn too: it is sent when it is durable, after all that was before it.</summary>
    private void PrepareResend()
    {
        _outstanding = 0;
        _resend = null;
        if (_inFlight is not { Count: > 0 }) return;
        _resend = new Queue<Delivery>(_inFlight.Values.OrderBy(delivery => delivery.Sequence));
        foreach (var delivery in _resend) delivery.AwaitsResend = true;
    }

    private void RestoreDelivery(in StoredDelivery stored)
    {
        var delivery = Delivery.Restore(stored);
        _lastSequence = Math.Max(_lastSequence, stored.Sequence);
        if (stored.PacketId != 0)
        {
            (_inFlight ??= [])[stored.PacketId] = delivery;
            _lastPacketId = stored.PacketId;
            return;
        }

        var bytes = delivery.Message!.SizeBytes;
        _waitingBytes += bytes;
        _services.Budget.Take(bytes);
        (_waiting ??= new Queue<Delivery>()).Enqueue(delivery);
    }

    /// <summary>QoS 0 does not wait for a client that is away.</summary>
    private void ForgetAtMostOnce()
    {
        for (var left = _waiting?.Count ?? 0; left > 0; left--)
        {
            var delivery = _waiting!.Dequeue();
            if (delivery.Qos is not QualityOfService.AtMostOnce)
            {
                _waiting.Enqueue(delivery);
                continue;
            }

            _waitingBytes -= delivery.Message!.SizeBytes;
            _services.Budget.GiveBack(delivery.Message.SizeBytes);
        }
    }

    private List<Delivery> ForgetDeliveries()
    {
        var shared = new List<Delivery>();
        if (_inFlight is not null)
        {
            shared.AddRange(_inFlight.Values
                .Where(delivery => delivery is { Group: not null, Qos: QualityOfService.AtLeastOnce })
                .OrderBy(delivery => delivery.Sequence));
        }

        while (_waiting is { Count: > 0 })
        {
            var delivery = Dequeue();
            if (delivery.Group is not null) shared.Add(delivery);
        }

        _inFlight = null;
        _resend = null;
        return shared;
    }

    /// <summary>Waits until the step of one delivery is durable.</summary>
    private sealed class CommitStep(Session session, Delivery delivery) : IDurabilityWaiter
    {
        public void OnDurable() => session.Committed(delivery);

        public void OnCommitEnd() => Volatile.Read(ref session._connection)?.RequestFlush();
    }
}
