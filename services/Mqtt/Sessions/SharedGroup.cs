namespace SmartSectors.Mqtt;

/// <summary>
/// The sessions that share the subscription <c>$share/name/filter</c> (MQTT 5.0 §4.8.2): each message goes to one of
/// them, in turn, of those who can take it at once; else to one who is connected, else to one who will be.
/// </summary>
internal sealed class SharedGroup(string name) : Subscriber
{
    private readonly Lock _gate = new();
    private Subscription[] _members = [];
    private uint _turn;

    /// <summary>As subscribed: <c>$share/name/filter</c>.</summary>
    public string Name => name;

    /// <summary>Replaces the session's earlier membership, if there is one.</summary>
    public void Join(Subscription member)
    {
        lock (_gate) _members = [.. _members.Where(other => other.Session != member.Session), member];
        member.Group = this;
    }

    /// <returns>True when nobody is left.</returns>
    public bool Leave(Subscription member)
    {
        lock (_gate)
        {
            _members = [.. _members.Where(other => other != member)];
            return _members.Length == 0;
        }
    }

    /// <summary>Who gets the next message; null when nobody is there.</summary>
    public Subscription? Choose(QualityOfService qos)
    {
        var members = Volatile.Read(ref _members);
        if (members.Length == 0) return null;

        var first = (int)(Interlocked.Increment(ref _turn) % (uint)members.Length);
        Subscription? connected = null;
        for (var i = 0; i < members.Length; i++)
        {
            var member = members[(first + i) % members.Length];
            if (!member.Session.IsConnected) continue;
            if (member.Session.CanTakeAtOnce(qos)) return member;
            connected ??= member;
        }

        return connected ?? members[first];
    }
}
