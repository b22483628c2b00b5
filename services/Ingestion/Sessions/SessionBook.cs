using System.Runtime.InteropServices;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Sessions;

/// <summary>
/// Which rows there are, on the disk or on their way to it, and what has changed since changes were last taken. It holds
/// keys and messages, which the server holds too. One thread at a time.
/// </summary>
internal sealed class SessionBook
{
    private readonly Dictionary<long, SessionEntry> _sessions = [];
    private readonly Dictionary<MqttMessage, MessageEntry> _messages = [];
    private readonly Dictionary<string, KnownRow> _retained = [];
    private SessionChanges _changes = new() { Number = 1 };
    private long _lastMessage;

    public int ChangeCount => _changes.Count;

    /// <summary>Gives away what has changed; what is there counts as written from now on.</summary>
    /// <param name="next">Empty: takes what changes next.</param>
    public SessionChanges Take(SessionChanges next)
    {
        var taken = _changes;
        next.Number = taken.Number + 1;
        _changes = next;
        return taken;
    }

    /// <summary>A message that is on the disk, to be held by the rows that are put afterwards.</summary>
    public void Restore(MqttMessage message, long id)
    {
        _messages.Add(message, new MessageEntry(message, id));
        _lastMessage = Math.Max(_lastMessage, id);
    }

    /// <summary>What is on the disk besides.</summary>
    public void Restore(StoredSessions stored)
    {
        foreach (var state in stored.Sessions)
        {
            var number = state.Session.Number;
            PutSession(state.Session);
            foreach (var subscription in state.Subscriptions) PutSubscription(number, subscription);
            foreach (var delivery in state.Deliveries) PutDelivery(number, delivery);
            foreach (var packetId in state.Received) PutReceived(number, packetId);
        }

        foreach (var message in stored.Retained) PutRetained(message);
        Take(new SessionChanges());
    }

    public void PutSession(StoredSession session)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, session.Number, out var exists);
        entry ??= new SessionEntry();
        var will = Hold(session.Will?.Message);
        Put(_changes.Sessions, ref entry.Row, exists, new SessionRow(session, will?.Id ?? 0), will);
    }

    public void RemoveSession(long session)
    {
        if (!_sessions.Remove(session, out var entry)) return;

        foreach (var (filter, row) in entry.Subscriptions ?? []) Remove(_changes.Subscriptions, row, (session, filter));
        foreach (var (sequence, row) in entry.Deliveries ?? []) Remove(_changes.Deliveries, row, (session, sequence));
        foreach (var (packetId, row) in entry.Received ?? []) Remove(_changes.Received, row, new ReceivedRow(session, packetId));
        Remove(_changes.Sessions, entry.Row, session);
    }

    public void PutSubscription(long session, StoredSubscription subscription)
    {
        var rows = _sessions[session].Subscriptions ??= [];
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, subscription.Filter, out var exists);
        Put(_changes.Subscriptions, ref row, exists, new SubscriptionRow(session, subscription), message: null);
    }

    public void RemoveSubscription(long session, string filter)
    {
        if (_sessions.TryGetValue(session, out var entry) && entry.Subscriptions?.Remove(filter, out var row) is true)
            Remove(_changes.Subscriptions, row, (session, filter));
    }

    public void PutDelivery(long session, in StoredDelivery delivery)
    {
        var rows = _sessions[session].Deliveries ??= [];
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, delivery.Sequence, out var exists);
        var message = Hold(delivery.Message);
        Put(_changes.Deliveries, ref row, exists, new DeliveryRow(session, delivery, message?.Id ?? 0), message);
    }

    public void RemoveDelivery(long session, long sequence)
    {
        if (_sessions.TryGetValue(session, out var entry) && entry.Deliveries?.Remove(sequence, out var row) is true)
            Remove(_changes.Deliveries, row, (session, sequence));
    }

    public void PutReceived(long session, ushort packetId)
    {
        var rows = _sessions[session].Received ??= [];
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, packetId, out var exists);
        if (!exists) Put(_changes.Received, ref row, exists, new ReceivedRow(session, packetId), message: null);
    }

    public void RemoveReceived(long session, ushort packetId)
    {
        if (_sessions.TryGetValue(session, out var entry) && entry.Received?.Remove(packetId, out var row) is true)
            Remove(_changes.Received, row, new ReceivedRow(session, packetId));
    }

    public void PutRetained(MqttMessage message)
    {
        // The row's key is the message: another message of the topic is another row.
        RemoveRetained(message.Topic);
        var held = Hold(message)!;
        var row = default(KnownRow);
        Put(_changes.Retained, ref row, exists: false, held.Id, held);
        _retained.Add(Encoding.UTF8.GetString(message.Topic), row);
    }

    public void RemoveRetained(ReadOnlySpan<byte> topic)
    {
        if (_retained.Remove(Encoding.UTF8.GetString(topic), out var row)) Remove(_changes.Retained, row, row.Message!.Id);
    }

    private void Put<TKey, TRow>(TableChanges<TKey, TRow> table, ref KnownRow known, bool exists, TRow row, MessageEntry? message)
    {
        if (exists && known.Place.Changes == _changes.Number) table.Replace(known.Place.Position, row);
        else known.Place = new Place(_changes.Number, table.Put(row), IsWritten: exists);

        var before = known.Message;
        known.Message = message;
        Release(before);
    }

    private void Remove<TKey, TRow>(TableChanges<TKey, TRow> table, in KnownRow known, TKey key)
    {
        Remove(table, known.Place, key);
        Release(known.Message);
    }

    private void Remove<TKey, TRow>(TableChanges<TKey, TRow> table, Place place, TKey key)
    {
        var isPending = place.Changes == _changes.Number;
        if (isPending) table.Cancel(place.Position);
        if (!isPending || place.IsWritten) table.Remove(key);
    }

    private MessageEntry? Hold(MqttMessage? message)
    {
        if (message is null) return null;

        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_messages, message, out _);
        if (entry is null)
        {
            entry = new MessageEntry(message, ++_lastMessage);
            entry.Place = new Place(_changes.Number, _changes.Messages.Put(new MessageRow(entry.Id, message)), IsWritten: false);
        }

        entry.Holders++;
        return entry;
    }

    private void Release(MessageEntry? entry)
    {
        if (entry is null || --entry.Holders > 0) return;

        _messages.Remove(entry.Message);
        Remove(_changes.Messages, entry.Place, entry.Id);
    }

    /// <summary>Where a row waits to be written, if <paramref name="Changes"/> are those not taken yet.</summary>
    /// <param name="IsWritten">There was one with its key before these changes.</param>
    private readonly record struct Place(long Changes, int Position, bool IsWritten);

    private struct KnownRow
    {
        public MessageEntry? Message;
        public Place Place;
    }

    private sealed class SessionEntry
    {
        public KnownRow Row;

        public Dictionary<string, KnownRow>? Subscriptions { get; set; }

        public Dictionary<long, KnownRow>? Deliveries { get; set; }

        public Dictionary<ushort, KnownRow>? Received { get; set; }
    }

    private sealed class MessageEntry(MqttMessage message, long id)
    {
        public MqttMessage Message => message;

        public long Id => id;

        public Place Place { get; set; }

        /// <summary>Rows that name it; with the last of them it goes.</summary>
        public int Holders { get; set; }
    }
}
