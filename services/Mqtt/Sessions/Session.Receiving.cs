namespace SmartSectors.Mqtt;

// The receiving half of QoS 2 (MQTT 5.0 §4.3.3, method B of figure 4-3): a message is handed on once, when its
// identifier is new, and the identifier is kept until PUBREL.
internal sealed partial class Session
{
    /// <summary>By packet identifier: whether what it brought is durable.</summary>
    private Dictionary<ushort, bool>? _received;

    /// <summary>QoS 2 messages received and not yet released.</summary>
    public int UnreleasedCount => Volatile.Read(ref _received)?.Count ?? 0;

    /// <summary>A QoS 2 PUBLISH arrived.</summary>
    public Reception BeginReceive(MqttConnection connection, ushort packetId)
    {
        lock (_gate)
        {
            if (_owner != connection) return Reception.NotOwner;
            _received ??= [];
            if (_received.TryGetValue(packetId, out var isSettled)) return isSettled ? Reception.Duplicate : Reception.Unsettled;
            _received[packetId] = false;
            if (IsStored) _services.Store.PutReceived(Number, packetId);
            return Reception.New;
        }
    }

    /// <summary>What came under this identifier is durable, so PUBREC leaves.</summary>
    public void Settle(ushort packetId)
    {
        lock (_gate)
        {
            if (_received?.ContainsKey(packetId) is true) _received[packetId] = true;
        }
    }

    /// <summary>PUBREL, or a refusal by PUBREC: the identifier is free. False when it was not in use.</summary>
    public bool Release(MqttConnection connection, ushort packetId)
    {
        lock (_gate)
        {
            if (_owner != connection || _received?.Remove(packetId) is not true) return false;
            if (IsStored) _services.Store.RemoveReceived(Number, packetId);
            return true;
        }
    }
}

/// <summary>What the packet identifier of a QoS 2 PUBLISH says.</summary>
internal enum Reception
{
    New,

    /// <summary>The client is back on another connection; what this one still brings is that one's to repeat.</summary>
    NotOwner,

    /// <summary>It was handed on and is durable: only PUBREC is owed.</summary>
    Duplicate,

    /// <summary>
    /// It was handed on by a connection that is gone, and is not durable yet. The application takes it once more, which
    /// gives PUBREC something to wait for; subscribers do not get it again.
    /// </summary>
    Unsettled,
}
