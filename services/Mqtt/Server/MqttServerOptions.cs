namespace SmartSectors.Mqtt;

/// <summary>Limits of the MQTT server. Every one bounds what a peer can make the server hold.</summary>
public sealed class MqttServerOptions
{
    /// <summary>
    /// Longest packet in bytes, fixed header included; 262,144 by default. MQTT 5.0 clients are told it; a longer
    /// packet closes its connection (Packet Too Large), for it would have to be buffered whole.
    /// </summary>
    public int MaxPacketSizeBytes { get; set; } = 256 * 1024;

    /// <summary>Longest topic name in bytes; 1,024 by default. A longer one closes its connection (Topic Name Invalid).</summary>
    public int MaxTopicLengthBytes { get; set; } = 1024;

    /// <summary>Longest client identifier in bytes of UTF-8; 256 by default. A longer one is refused in CONNACK.</summary>
    public int MaxClientIdLengthBytes { get; set; } = 256;

    /// <summary>Connections at one time; 100,000 by default. One more is closed as soon as it is accepted.</summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>
    /// QoS 1 publishes a MQTT 5.0 client may have unacknowledged; 1,000 by default. It is announced, and a client that
    /// sends more is disconnected (Receive Maximum Exceeded), as §3.3.4 says.
    /// </summary>
    public ushort ReceiveMaximum { get; set; } = 1000;

    /// <summary>
    /// Unacknowledged QoS 1 publishes at which a connection is no longer read until some are acknowledged; 10,000 by
    /// default. It holds for MQTT 3.1.1, which cannot be told a limit.
    /// </summary>
    public int MaxUnacknowledged { get; set; } = 10_000;

    /// <summary>Topic aliases a MQTT 5.0 client may set; 32 by default, 0 for none. Each may hold one topic a connection.</summary>
    public ushort TopicAliasMaximum { get; set; } = 32;

    /// <summary>
    /// From accepting a connection to having answered its CONNECT; 10 s by default. After that it is closed, so that
    /// idle sockets cannot use up the connections.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longest keep-alive; 20 minutes by default. A MQTT 5.0 client that asks for a longer one, or for none, is given
    /// this one; a MQTT 3.1.1 client cannot be told and keeps its own. Silence of 1.5 times the keep-alive closes.
    /// </summary>
    public TimeSpan MaxKeepAlive { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// How long a peer may leave its acknowledgements unread once the buffers are full; 30 s by default. Its connection
    /// is not read meanwhile, and is cut afterwards.
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection that the server closes (at stop, or after a malformed packet) waits for the
    /// acknowledgements still due; 5 s by default. After that they are not sent, and the client repeats its messages.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
