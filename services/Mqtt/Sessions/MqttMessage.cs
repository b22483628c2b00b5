namespace SmartSectors.Mqtt;

/// <summary>
/// One application message that waits for somebody: in a session's queue, or retained. Immutable, and shared by all
/// whom it waits for. Its parts lie in one array, so that a message costs two objects whatever it brings.
/// </summary>
public sealed class MqttMessage
{
    /// <summary>What <see cref="ExpiresAtMs"/> says of a message without an expiry.</summary>
    public const long Never = long.MaxValue;

    /// <summary>The two objects of a message and its place in a queue.</summary>
    private const int Overhead = 128;

    private readonly byte[] _bytes;
    private readonly int _topicLength;
    private readonly int _propertiesLength;

    /// <param name="topic">A topic name, UTF-8.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="properties">
    /// The properties that go on to subscribers unaltered (MQTT 5.0 §3.3.2.3: without topic alias, subscription
    /// identifiers and message expiry), encoded without their length.
    /// </param>
    /// <param name="qos">As published; a delivery may have a lower one.</param>
    /// <param name="expiresAtMs">When nobody wants it any more, in Unix milliseconds; <see cref="Never"/>.</param>
    public MqttMessage(
        ReadOnlySpan<byte> topic,
        ReadOnlySpan<byte> payload,
        ReadOnlySpan<byte> properties,
        QualityOfService qos,
        long expiresAtMs = Never)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(topic.Length + properties.Length + payload.Length);
        topic.CopyTo(_bytes);
        properties.CopyTo(_bytes.AsSpan(topic.Length));
        payload.CopyTo(_bytes.AsSpan(topic.Length + properties.Length));
        _topicLength = topic.Length;
        _propertiesLength = properties.Length;
        Qos = qos;
        ExpiresAtMs = expiresAtMs;
    }

    public ReadOnlySpan<byte> Topic => _bytes.AsSpan(0, _topicLength);

    public ReadOnlySpan<byte> Properties => _bytes.AsSpan(_topicLength, _propertiesLength);

    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(_topicLength + _propertiesLength);

    public QualityOfService Qos { get; }

    public long ExpiresAtMs { get; }

    /// <summary>What it counts against the limits on queued and retained bytes.</summary>
    public int SizeBytes => _bytes.Length + Overhead;

    public bool IsExpired(long nowMs) => ExpiresAtMs <= nowMs;
}
