using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SmartSectors.Mqtt;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Ingestion.Sessions;

// Reading everything once, at the start.
internal sealed partial class SessionDatabase
{
    /// <exception cref="IOException">The file is damaged or cannot be read.</exception>
    public StoredSessions Load(SessionBook book)
    {
        try
        {
            var messages = ReadMessages(book);
            var subscriptions = ReadSubscriptions();
            var deliveries = ReadDeliveries(messages);
            var received = ReadReceived();
            var states = ReadSessions(messages)
                .Select(session => new StoredSessionState(session)
                {
                    Subscriptions = Taken(subscriptions, session.Number),
                    Deliveries = Taken(deliveries, session.Number),
                    Received = Taken(received, session.Number),
                })
                .ToList();
            if (subscriptions.Count + deliveries.Count + received.Count > 0) throw Damaged(_database.Path, "rows of a session that is not there");
            return new StoredSessions { Sessions = states, Retained = ReadRetained(messages) };
        }
        catch (SqliteException exception)
        {
            throw Unreadable(_database.Path, exception);
        }
    }

    private Dictionary<long, MqttMessage> ReadMessages(SessionBook book)
    {
        var messages = new Dictionary<long, MqttMessage>();
        for (var row = _database.Prepare("SELECT id, topic, payload, properties, qos, expires_at_ms FROM messages"); row.Step();)
        {
            var expiresAtMs = row.IsNull(5) ? MqttMessage.Never : row.Long(5);
            var message = new MqttMessage(row.Blob(1), row.Blob(2), row.Blob(3), (QualityOfService)row.Int(4), expiresAtMs);
            messages.Add(row.Long(0), message);
            book.Restore(message, row.Long(0));
        }

        return messages;
    }

    private List<StoredSession> ReadSessions(Dictionary<long, MqttMessage> messages)
    {
        var sessions = new List<StoredSession>();
        var row = _database.Prepare(
            "SELECT number, client_id, expiry_seconds, disconnected_at_ms, will, will_retain, will_delay_seconds FROM sessions ORDER BY number");
        while (row.Step())
        {
            var will = Find(messages, row.Long(4)) is { } message ? new StoredWill(message, row.Int(5) != 0, (uint)row.Long(6)) : null;
            sessions.Add(new StoredSession(row.Long(0), row.Text(1), (uint)row.Long(2), row.IsNull(3) ? null : row.Long(3), will));
        }

        return sessions;
    }

    private Dictionary<long, List<StoredSubscription>> ReadSubscriptions()
    {
        var subscriptions = new Dictionary<long, List<StoredSubscription>>();
        var row = _database.Prepare(
            "SELECT session, filter, qos, no_local, retain_as_published, retain_handling, identifier FROM subscriptions ORDER BY session, filter");
        while (row.Step())
        {
            var options = new SubscriptionOptions((QualityOfService)row.Int(2), row.Int(3) != 0, row.Int(4) != 0, (RetainHandling)row.Int(5));
            Add(subscriptions, row.Long(0), new StoredSubscription(row.Text(1), options, (uint)row.Long(6)));
        }

        return subscriptions;
    }

    private Dictionary<long, List<StoredDelivery>> ReadDeliveries(Dictionary<long, MqttMessage> messages)
    {
        var deliveries = new Dictionary<long, List<StoredDelivery>>();
        var row = _database.Prepare(
            "SELECT session, sequence, message, qos, retain, identifiers, packet_id, shared FROM deliveries ORDER BY session, sequence");
        while (row.Step())
        {
            Add(deliveries, row.Long(0), new StoredDelivery(
                row.Long(1), Find(messages, row.Long(2)), (QualityOfService)row.Int(3), row.Int(4) != 0, Identifiers(row.Blob(5)), (ushort)row.Int(6))
            {
                Group = row.Text(7) is { Length: > 0 } group ? group : null,
            });
        }

        return deliveries;
    }

    private Dictionary<long, List<ushort>> ReadReceived()
    {
        var received = new Dictionary<long, List<ushort>>();
        for (var row = _database.Prepare("SELECT session, packet_id FROM received ORDER BY session, packet_id"); row.Step();)
            Add(received, row.Long(0), (ushort)row.Int(1));
        return received;
    }

    private List<MqttMessage> ReadRetained(Dictionary<long, MqttMessage> messages)
    {
        var retained = new List<MqttMessage>();
        for (var row = _database.Prepare("SELECT message FROM retained ORDER BY message"); row.Step();)
            retained.Add(Find(messages, row.Long(0)) ?? throw Damaged(_database.Path, "a retained message without its number"));
        return retained;
    }

    private MqttMessage? Find(Dictionary<long, MqttMessage> messages, long id)
    {
        if (id == 0) return null;
        return messages.TryGetValue(id, out var message) ? message : throw Damaged(_database.Path, $"message {id} is not there");
    }

    private static uint[]? Identifiers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        var identifiers = new uint[bytes.Length / sizeof(uint)];
        for (var i = 0; i < identifiers.Length; i++) identifiers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        return identifiers;
    }

    private static void Add<T>(Dictionary<long, List<T>> lists, long session, T one)
    {
        if (lists.TryGetValue(session, out var list)) list.Add(one);
        else lists.Add(session, [one]);
    }

    private static List<T> Taken<T>(Dictionary<long, List<T>> lists, long session) => lists.Remove(session, out var list) ? list : [];
}
