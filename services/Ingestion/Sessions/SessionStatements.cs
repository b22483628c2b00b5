using System.Buffers.Binary;
using SmartSectors.Mqtt;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Ingestion.Sessions;

/// <summary>Changes as rows, by statements that are prepared once: there may be a hundred thousand rows a second.</summary>
internal sealed class SessionStatements(Database database)
{
    private readonly Statement _putSession = database.Prepare("REPLACE INTO sessions VALUES (?1, ?2, ?3, nullif(?4, -1), ?5, ?6, ?7)");
    private readonly Statement _removeSession = database.Prepare("DELETE FROM sessions WHERE number = ?1");
    private readonly Statement _putSubscription = database.Prepare("REPLACE INTO subscriptions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    private readonly Statement _removeSubscription = database.Prepare("DELETE FROM subscriptions WHERE session = ?1 AND filter = ?2");
    private readonly Statement _putDelivery = database.Prepare("REPLACE INTO deliveries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    private readonly Statement _removeDelivery = database.Prepare("DELETE FROM deliveries WHERE session = ?1 AND sequence = ?2");
    private readonly Statement _putReceived = database.Prepare("REPLACE INTO received VALUES (?1, ?2)");
    private readonly Statement _removeReceived = database.Prepare("DELETE FROM received WHERE session = ?1 AND packet_id = ?2");
    private readonly Statement _putRetained = database.Prepare("REPLACE INTO retained VALUES (?1)");
    private readonly Statement _removeRetained = database.Prepare("DELETE FROM retained WHERE message = ?1");
    private readonly Statement _putMessage = database.Prepare("INSERT INTO messages VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 9223372036854775807))");
    private readonly Statement _removeMessage = database.Prepare("DELETE FROM messages WHERE id = ?1");

    /// <summary>In the caller's transaction. Removals come first: a key may be removed and put again.</summary>
    public void Write(SessionChanges changes)
    {
        foreach (var number in changes.Sessions.Removals) _removeSession.Bind(1, number).Run();
        foreach (var (session, filter) in changes.Subscriptions.Removals) _removeSubscription.Bind(1, session).Bind(2, filter).Run();
        foreach (var (session, sequence) in changes.Deliveries.Removals) _removeDelivery.Bind(1, session).Bind(2, sequence).Run();
        foreach (var (session, packetId) in changes.Received.Removals) _removeReceived.Bind(1, session).Bind(2, packetId).Run();
        foreach (var message in changes.Retained.Removals) _removeRetained.Bind(1, message).Run();
        foreach (var id in changes.Messages.Removals) _removeMessage.Bind(1, id).Run();

        foreach (ref readonly var put in changes.Messages.Puts) if (put.IsLive) Put(put.Row.Id, put.Row.Message);
        foreach (ref readonly var put in changes.Sessions.Puts) if (put.IsLive) Put(put.Row.Session, put.Row.Will);
        foreach (ref readonly var put in changes.Subscriptions.Puts) if (put.IsLive) Put(put.Row.Session, put.Row.Subscription);
        foreach (ref readonly var put in changes.Deliveries.Puts) if (put.IsLive) Put(put.Row.Session, put.Row.Delivery, put.Row.Message);
        foreach (ref readonly var put in changes.Received.Puts) if (put.IsLive) _putReceived.Bind(1, put.Row.Session).Bind(2, put.Row.PacketId).Run();
        foreach (ref readonly var put in changes.Retained.Puts) if (put.IsLive) _putRetained.Bind(1, put.Row).Run();
    }

    private void Put(long id, MqttMessage message) => _putMessage
        .Bind(1, id)
        .Bind(2, message.Topic)
        .Bind(3, message.Properties)
        .Bind(4, message.Payload)
        .Bind(5, (long)message.Qos)
        .Bind(6, message.ExpiresAtMs)
        .Run();

    private void Put(StoredSession session, long will) => _putSession
        .Bind(1, session.Number)
        .Bind(2, session.ClientId)
        .Bind(3, session.ExpirySeconds)
        .Bind(4, session.DisconnectedAtMs ?? -1)
        .Bind(5, will)
        .Bind(6, session.Will is { Retain: true } ? 1 : 0)
        .Bind(7, session.Will?.DelaySeconds ?? 0)
        .Run();

    private void Put(long session, StoredSubscription subscription) => _putSubscription
        .Bind(1, session)
        .Bind(2, subscription.Filter)
        .Bind(3, (long)subscription.Options.Qos)
        .Bind(4, subscription.Options.NoLocal ? 1 : 0)
        .Bind(5, subscription.Options.RetainAsPublished ? 1 : 0)
        .Bind(6, (long)subscription.Options.RetainHandling)
        .Bind(7, subscription.Identifier)
        .Run();

    private void Put(long session, in StoredDelivery delivery, long message) => _putDelivery
        .Bind(1, session)
        .Bind(2, delivery.Sequence)
        .Bind(3, message)
        .Bind(4, (long)delivery.Qos)
        .Bind(5, delivery.Retain ? 1 : 0)
        .Bind(6, Bytes(delivery.Identifiers))
        .Bind(7, delivery.PacketId)
        .Bind(8, delivery.Group ?? "")
        .Run();

    private static ReadOnlySpan<byte> Bytes(uint[]? identifiers)
    {
        if (identifiers is null) return [];
        var bytes = new byte[identifiers.Length * sizeof(uint)];
        for (var i = 0; i < identifiers.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), identifiers[i]);
        return bytes;
    }
}
