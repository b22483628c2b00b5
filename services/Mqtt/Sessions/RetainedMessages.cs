namespace SmartSectors.Mqtt;

/// <summary>The last retained message of each topic (MQTT 5.0 §3.3.1.3), within the limits of the server.</summary>
internal sealed class RetainedMessages(SessionServices services, MqttServerOptions options)
{
    /// <summary>Expiries of replaced messages that may pile up before it is worth looking for them.</summary>
    private const int ExpiringSlack = 64;

    private readonly Lock _gate = new();
    private readonly RetainedTrie<MqttMessage> _trie = new();
    private readonly PriorityQueue<MqttMessage, long> _expiring = new();
    private long _bytes;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public long SizeBytes => Volatile.Read(ref _bytes);

    public void Restore(IEnumerable<MqttMessage> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages) Put(message);
        }
    }

    /// <summary>Keeps the message in place of its topic's last one; one without payload forgets that ([MQTT-3.3.1-6], [MQTT-3.3.1-7]).</summary>
    /// <returns>False when there is no room for one topic more; that is counted, for a will and most publishers cannot be told.</returns>
    public bool TryKeep(scoped ref Publication publication, RouteScope scope)
    {
        lock (_gate)
        {
            if (publication.Payload.IsEmpty)
            {
                if (!Forget(publication.Topic)) return true;
                services.Store.RemoveRetained(publication.Topic);
                scope.HasStored = true;
                return true;
            }

            var message = publication.Message;
            if (!HasRoomFor(message))
            {
                services.Statistics.Dropped(DropReason.RetainedFull);
                return false;
            }

            Put(message);
            services.Store.PutRetained(message);
            scope.HasStored = true;
            return true;
        }
    }

    /// <summary>What the server says of itself: it is there while the process runs and counts against no limit.</summary>
    public void KeepVolatile(MqttMessage message) => _trie.Set(message.Topic, message);

    /// <summary>Appends what a new subscription is sent.</summary>
    public void Match(ReadOnlySpan<byte> filter, List<MqttMessage> into)
    {
        _trie.Match(filter, into);
        var nowMs = services.NowMs;
        into.RemoveAll(message => message.IsExpired(nowMs));
    }

    /// <summary>Forgets what nobody wants any more.</summary>
    public void Sweep(long nowMs)
    {
        lock (_gate)
        {
            while (_expiring.TryPeek(out var message, out var expiresAtMs) && expiresAtMs <= nowMs)
            {
                _expiring.Dequeue();
                if (Find(message.Topic) != message) continue; // Replaced or deleted meanwhile.
                Forget(message.Topic);
                services.Store.RemoveRetained(message.Topic);
            }
        }
    }

    // A message makes room for the one that replaces it; while the limits are far there is no need to look for it.
    private bool HasRoomFor(MqttMessage message) =>
        (_count < options.MaxRetainedMessages && _bytes + message.SizeBytes <= options.MaxRetainedBytes)
        || (Find(message.Topic) is { } replaced && _bytes - replaced.SizeBytes + message.SizeBytes <= options.MaxRetainedBytes);

    private MqttMessage? Find(ReadOnlySpan<byte> topic)
    {
        var found = new List<MqttMessage>(1);
        _trie.Match(topic, found);
        return found.Count > 0 ? found[0] : null;
    }

    private void Put(MqttMessage message)
    {
        if (_trie.Set(message.Topic, message) is { } replaced) Uncount(replaced);
        _count++;
        _bytes += message.SizeBytes;
        if (message.ExpiresAtMs == MqttMessage.Never) return;
        _expiring.Enqueue(message, message.ExpiresAtMs);
        if (_expiring.Count > 2 * _count + ExpiringSlack) ForgetReplaced();
    }

    /// <summary>What was replaced or deleted would wait for its time to come, and hold its message for as long as 136 years.</summary>
    private void ForgetReplaced()
    {
        var kept = _expiring.UnorderedItems.Where(item => Find(item.Element.Topic) == item.Element).ToArray();
        _expiring.Clear();
        _expiring.EnqueueRange(kept);
    }

    private bool Forget(ReadOnlySpan<byte> topic)
    {
        if (_trie.Remove(topic) is not { } removed) return false;
        Uncount(removed);
        return true;
    }

    private void Uncount(MqttMessage message)
    {
        _count--;
        _bytes -= message.SizeBytes;
    }
}
