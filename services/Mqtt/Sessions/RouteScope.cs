namespace SmartSectors.Mqtt;

/// <summary>What one publisher needs while it routes, used again for each socket read.</summary>
internal sealed class RouteScope
{
    /// <summary>A socket write takes some 8 µs: a few are done here, of many each is a work item of its own.</summary>
    private const int Few = 4;

    private readonly HashSet<MqttConnection> _touched = [];
    private MqttConnection? _lastTouched;

    public List<Subscriber> Matches { get; } = [];

    public Dictionary<Session, Recipient> Recipients { get; } = [];

    /// <summary>A stored session was given something: the acknowledgement waits for the store.</summary>
    public bool HasStored { get; set; }

    /// <summary>Something was written to that connection and is to be flushed.</summary>
    public void Touch(MqttConnection connection)
    {
        if (_lastTouched == connection) return;
        _lastTouched = connection;
        _touched.Add(connection);
    }

    /// <summary>Sends what the read caused, once a connection.</summary>
    public void Flush()
    {
        if (_lastTouched is null) return;
        foreach (var connection in _touched)
        {
            if (_touched.Count <= Few) connection.Output.Flush();
            else connection.RequestFlush();
        }

        _touched.Clear();
        _lastTouched = null;
    }
}

/// <summary>How a session gets a message that several of its subscriptions match: once, at the highest QoS ([MQTT-3.3.4-2]).</summary>
internal readonly record struct Recipient(QualityOfService Qos, bool RetainAsPublished, uint[]? Identifiers);
