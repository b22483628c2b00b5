namespace SmartSectors.Mqtt;

/// <summary>Finds everything that is wrong with limits.</summary>
public static class MqttLimitsValidator
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestLinger = TimeSpan.FromMinutes(1);

    public static IEnumerable<LimitError> FindErrors(MqttLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bounds = limits is MqttServerOptions options ? Bounds(options).Concat(ServerBounds(options)) : Bounds(limits);
        return bounds.Where(bound => !bound.Holds).Select(bound => new LimitError(bound.Limit, bound.Must));
    }

    private static IEnumerable<Bound> Bounds(MqttLimits limits) =>
    [
        Within(nameof(limits.MaxPacketSizeBytes), limits.MaxPacketSizeBytes, 128, FixedHeader.MaxSize + VariableByteInteger.Max),
        Within(nameof(limits.MaxTopicLengthBytes), limits.MaxTopicLengthBytes, 1, ushort.MaxValue),
        Within(nameof(limits.MaxTopicLevels), limits.MaxTopicLevels, 1, TopicFilter.MaxLevels),
        Within(nameof(limits.MaxClientIdLengthBytes), limits.MaxClientIdLengthBytes, 23, ushort.MaxValue), // [MQTT-3.1.3-5]
        Within(nameof(limits.MaxConnections), limits.MaxConnections, 1, int.MaxValue),
        Within(nameof(limits.MaxConnectionsPerAddress), limits.MaxConnectionsPerAddress, 0, int.MaxValue),
        Within(nameof(limits.ConnectsPerSecond), limits.ConnectsPerSecond, 0, int.MaxValue),
        Within(nameof(limits.ConnectsPerSecondPerAddress), limits.ConnectsPerSecondPerAddress, 0, int.MaxValue),
        Within(nameof(limits.ReceiveMaximum), limits.ReceiveMaximum, 1, ushort.MaxValue),
        Within(nameof(limits.MaxUnacknowledged), limits.MaxUnacknowledged, 1, ushort.MaxValue),
        Within(nameof(limits.PublishesPerSecond), limits.PublishesPerSecond, 0, int.MaxValue),
        Within(nameof(limits.PublishBytesPerSecond), limits.PublishBytesPerSecond, 0, long.MaxValue),
        Within(nameof(limits.MaxSubscriptions), limits.MaxSubscriptions, 1, int.MaxValue),
        Within(nameof(limits.MaxInFlight), limits.MaxInFlight, 1, ushort.MaxValue),
        Within(nameof(limits.MaxQueuedMessages), limits.MaxQueuedMessages, 1, int.MaxValue),
        Within(nameof(limits.MaxQueuedBytes), limits.MaxQueuedBytes, 1, long.MaxValue),
        new(nameof(limits.QueueOverflow), Enum.IsDefined(limits.QueueOverflow), $"must be one of {string.Join(", ", Enum.GetNames<QueueOverflow>())}"),
        Within(nameof(limits.MaxSessionExpiry), limits.MaxSessionExpiry, TimeSpan.Zero, TimeSpan.FromSeconds(uint.MaxValue - 1L)), // all ones mean for ever
        Within(nameof(limits.MaxOutputBufferBytes), limits.MaxOutputBufferBytes, 4096, int.MaxValue),
        Within(nameof(limits.ConnectTimeout), limits.ConnectTimeout, _second, TimeSpan.MaxValue),
        Within(nameof(limits.MaxKeepAlive), limits.MaxKeepAlive, _second, TimeSpan.FromSeconds(ushort.MaxValue)),
        Within(nameof(limits.PacketTimeout), limits.PacketTimeout, _second, TimeSpan.MaxValue),
        Within(nameof(limits.SendTimeout), limits.SendTimeout, _second, TimeSpan.MaxValue),
        Within(nameof(limits.DrainTimeout), limits.DrainTimeout, _second, TimeSpan.MaxValue),
        Within(nameof(limits.LingerTimeout), limits.LingerTimeout, TimeSpan.Zero, _longestLinger),
        Within(nameof(limits.LingerSilence), limits.LingerSilence, TimeSpan.Zero, _longestLinger),
    ];

    private static IEnumerable<Bound> ServerBounds(MqttServerOptions options) =>
    [
        Within(nameof(options.MaxConnectionsTotal), options.MaxConnectionsTotal, 1, int.MaxValue),
        Within(nameof(options.MaxSessions), options.MaxSessions, 1, int.MaxValue),
        Within(nameof(options.MaxQueuedBytesTotal), options.MaxQueuedBytesTotal, 1, long.MaxValue),
        Within(nameof(options.MaxRetainedMessages), options.MaxRetainedMessages, 0, int.MaxValue),
        Within(nameof(options.MaxRetainedBytes), options.MaxRetainedBytes, 0, long.MaxValue),
        new(
            nameof(options.StatisticsInterval),
            options.StatisticsInterval == TimeSpan.Zero || options.StatisticsInterval >= _second,
            $"must be 0 or at least one second, but is {options.StatisticsInterval}"),
    ];

    private static Bound Within<T>(string limit, T value, T least, T most)
        where T : IComparable<T> => new(
        limit, value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, $"must be from {least} to {most}, but is {value}");

    private readonly record struct Bound(string Limit, bool Holds, string Must);
}

/// <summary>A property that is wrong, and what it must be.</summary>
public readonly record struct LimitError(string Limit, string Must);
