namespace SmartSectors.Mqtt;

/// <summary>
/// Limits of the whole server. What it inherits are the limits of the default listener, the one of an endpoint that
/// was given no other.
/// </summary>
public sealed class MqttServerOptions : MqttLimits
{
    /// <summary>
    /// Connections of all listeners at one time; 100,000 by default. One more is closed as soon as it is accepted.
    /// </summary>
    public int MaxConnectionsTotal { get; set; } = 100_000;

    /// <summary>
    /// Sessions kept, connected or not; 200,000 by default. A client that would need one more is refused in CONNACK
    /// (Quota Exceeded).
    /// </summary>
    public int MaxSessions { get; set; } = 200_000;

    /// <summary>
    /// Bytes of the messages that wait for all sessions together; 268,435,456 by default. Beyond it each session's
    /// <see cref="MqttLimits.QueueOverflow"/> decides, as if its own queue were full.
    /// </summary>
    public long MaxQueuedBytesTotal { get; set; } = 256 * 1024 * 1024;

    /// <summary>
    /// Retained messages; 100,000 by default. A message for one more topic is delivered but not retained, which is counted,
    /// and answered Quota Exceeded where it can be; replacing and deleting go on.
    /// </summary>
    public int MaxRetainedMessages { get; set; } = 100_000;

    /// <summary>Bytes of all retained messages; 67,108,864 by default. Beyond it as with <see cref="MaxRetainedMessages"/>.</summary>
    public long MaxRetainedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How often the topics under <c>$SYS</c> are published; 10 s by default, 0 for never.</summary>
    public TimeSpan StatisticsInterval { get; set; } = TimeSpan.FromSeconds(10);
}
