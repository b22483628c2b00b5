namespace SmartSectors.Mqtt;

/// <summary>What a client subscribes to: a topic filter, and the group that shares it if it is a shared subscription.</summary>
internal readonly ref struct TopicFilter
{
    /// <summary>
    /// The deepest name that <see cref="SubscriptionTrie{T}"/> and <see cref="RetainedTrie{T}"/> take: they walk down by
    /// recursion, so that depth is stack (about 200 bytes a level). A server's own limit is at most this.
    /// </summary>
    public const int MaxLevels = 256;

    private TopicFilter(ReadOnlySpan<byte> shareName, ReadOnlySpan<byte> filter)
    {
        ShareName = shareName;
        Filter = filter;
    }

    /// <summary>Empty for a subscription that is not shared: a share name has at least one character.</summary>
    public ReadOnlySpan<byte> ShareName { get; }

    public ReadOnlySpan<byte> Filter { get; }

    public bool IsShared => !ShareName.IsEmpty;

    /// <summary>Of a text that <see cref="TryParse"/> took before.</summary>
    /// <exception cref="ArgumentException">It did not.</exception>
    public static TopicFilter Parse(ReadOnlySpan<byte> text) =>
        TryParse(text, out var filter) ? filter : throw new ArgumentException("BUG: no topic filter", nameof(text));

    /// <summary>
    /// §4.8.2: <c>$share/{ShareName}/{filter}</c>, the name without <c>/</c>, <c>+</c> and <c>#</c> and followed by a filter
    /// ([MQTT-4.8.2-1], [MQTT-4.8.2-2]). Everything else is a plain filter.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TopicFilter filter)
    {
        filter = new TopicFilter([], text);
        if (text.StartsWith("$share/"u8))
        {
            text = text["$share/"u8.Length..];
            var end = text.IndexOf((byte)'/');
            if (end <= 0 || text[..end].IndexOfAny((byte)'+', (byte)'#') >= 0) return false;
            filter = new TopicFilter(text[..end], text[(end + 1)..]);
        }

        return Check(filter.Filter);
    }

    /// <summary>
    /// §4.7: <c>#</c> stands alone in the last level ([MQTT-4.7.1-1]), <c>+</c> alone in any ([MQTT-4.7.1-2]); one to
    /// 65,535 bytes without U+0000 ([MQTT-4.7.3-1] to [MQTT-4.7.3-3]). That it is UTF-8 is the packet reader's to see.
    /// </summary>
    public static bool Check(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty || filter.Length > ushort.MaxValue || filter.Contains((byte)0)) return false;

        var levels = new TopicLevels(filter);
        var isClosed = false;
        while (levels.TryNext(out var level))
        {
            if (isClosed) return false;
            if (level.IndexOfAny((byte)'+', (byte)'#') < 0) continue;
            if (level.Length > 1) return false;
            isClosed = level[0] == '#';
        }

        return true;
    }

    /// <summary>§4.7, as the text has it, level by level: what the tries are measured against.</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        // [MQTT-4.7.2-1]: a leading wildcard does not reach the topics that begin with `$`.
        if (topic is [(byte)'$', ..] && filter is [(byte)'+' or (byte)'#', ..]) return false;

        var wanted = new TopicLevels(filter);
        var levels = new TopicLevels(topic);
        while (wanted.TryNext(out var want))
        {
            if (want is [(byte)'#']) return true; // Also where the topic ended: `sport/#` matches `sport`, §4.7.1.2.
            if (!levels.TryNext(out var level)) return false;
            if (want is not [(byte)'+'] && !want.SequenceEqual(level)) return false;
        }

        return !levels.TryNext(out _);
    }
}
