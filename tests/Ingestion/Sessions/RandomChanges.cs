using System.Globalization;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>
/// Changes by number, given to a store and to the one in memory alike. Few keys and few messages, so that they are put
/// again, replaced, shared and removed before and after a commit.
/// </summary>
internal sealed class RandomChanges(ISessionStore store)
{
    private readonly MqttMessage[] _messages = [.. Enumerable.Range(0, 8).Select(Message)];
    private readonly HashSet<long> _sessions = [];

    public ISessionStore Store { get; set; } = store;

    public MemorySessionStore Model { get; } = new();

    public static MqttMessage Message(int number) => new(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"điện/{number % 3}")),
        new byte[number % 4 * 50],
        number % 2 == 0 ? [] : [0x01, (byte)number],
        (QualityOfService)(number % 3),
        number % 5 == 0 ? MqttMessage.Never : 1_800_000_000_000 + number);

    /// <summary>After a restart some of the server's messages are those that were loaded.</summary>
    public void Take(StoredSessions loaded)
    {
        var all = loaded.Retained.Concat(loaded.Sessions.SelectMany(state => state.Deliveries).Select(delivery => delivery.Message).OfType<MqttMessage>());
        foreach (var (message, i) in all.Take(_messages.Length / 2).Select((message, i) => (message, i))) _messages[i] = message;
    }

    public void Apply(int change)
    {
        var (kind, session, key, value) = (change % 16, change / 16 % 4, change / 64 % 5, change / 320);
        var message = _messages[value % _messages.Length];
        if (kind is 0 || (kind < 12 && !_sessions.Contains(session)))
        {
            var will = value % 3 == 0 ? new StoredWill(message, value % 2 == 0, (uint)value) : null;
            _sessions.Add(session);
            Both(store => store.PutSession(new StoredSession(session, $"client-{session}", uint.MaxValue - (uint)value, value % 2 == 0 ? null : value, will)));
            return;
        }

        switch (kind)
        {
            case 1:
                _sessions.Remove(session);
                Both(store => store.RemoveSession(session));
                break;
            case 2:
                var options = new SubscriptionOptions((QualityOfService)(value % 3), value % 2 == 0, value % 5 == 0, (RetainHandling)(value % 3));
                Both(store => store.PutSubscription(session, new StoredSubscription($"$share/g/{key}/+", options, (uint)value * 1_000)));
                break;
            case 3:
                Both(store => store.RemoveSubscription(session, $"$share/g/{key}/+"));
                break;
            case < 7:
                var delivery = new StoredDelivery(
                    key, value % 7 == 0 ? null : message, (QualityOfService)(1 + (value % 2)), value % 3 == 0,
                    value % 4 == 0 ? [(uint)value, uint.MaxValue] : null, (ushort)value)
                {
                    Group = value % 5 == 0 ? $"$share/g/{key}/+" : null,
                };
                Both(store => store.PutDelivery(session, delivery));
                break;
            case < 9:
                Both(store => store.RemoveDelivery(session, key));
                break;
            case 9 or 10:
                Both(store => store.PutReceived(session, (ushort)(65_531 + key)));
                break;
            case 11:
                Both(store => store.RemoveReceived(session, (ushort)(65_531 + key)));
                break;
            case < 15:
                Both(store => store.PutRetained(message));
                break;
            default:
                Both(store => store.RemoveRetained(message.Topic));
                break;
        }
    }

    private void Both(Action<ISessionStore> change)
    {
        change(Model);
        change(Store);
    }
}
