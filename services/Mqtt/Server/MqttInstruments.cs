using System.Diagnostics.Metrics;

namespace SmartSectors.Mqtt;

/// <summary>The meter <c>SmartSectors.Mqtt</c>.</summary>
public sealed class MqttInstruments
{
    public const string MeterName = "SmartSectors.Mqtt";

    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _turnedAway;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _malformed;
    private readonly Counter<long> _publishes;
    private readonly Counter<long> _dropped;

    public MqttInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>("smartsectors.mqtt.connections", "{connection}", "Open connections");
        _closed = meter.CreateCounter<long>("smartsectors.mqtt.connections.closed", "{connection}", "Connections that ended, by cause");
        _turnedAway = meter.CreateCounter<long>(
            "smartsectors.mqtt.connections.turned_away", "{connection}", "Connections closed as soon as they were accepted, by listener and reason");
        _refused = meter.CreateCounter<long>("smartsectors.mqtt.connects.refused", "{connection}", "Clients refused in CONNACK, by reason");
        _malformed = meter.CreateCounter<long>("smartsectors.mqtt.packets.malformed", "{packet}", "Packets that closed their connection, by reason");
        _dropped = meter.CreateCounter<long>("smartsectors.mqtt.messages.dropped", "{message}", "Messages that did not reach a subscriber, by reason");
        _publishes = meter.CreateCounter<long>("smartsectors.mqtt.publishes", "{message}", "Messages received");
    }

    internal void Opened() => _connections.Add(1);

    internal void Forgotten() => _connections.Add(-1);

    internal void Closed(DisconnectCause cause) => _closed.Add(1, new KeyValuePair<string, object?>("cause", cause.ToString()));

    internal void TurnedAway(string listener, DoorRefusal reason) => _turnedAway.Add(
        1,
        new KeyValuePair<string, object?>("listener", listener),
        new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal void Refused(ConnectReason reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal void Malformed(MalformedReason reason) =>
        _malformed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal void Dropped(DropReason reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal void Published(int messages) => _publishes.Add(messages);
}
