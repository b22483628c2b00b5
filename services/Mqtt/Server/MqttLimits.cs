namespace SmartSectors.Mqtt;

/// <summary>Limits of the connections of one listener. Every one bounds what a peer can make the server hold or do.</summary>
public class MqttLimits
{
    /// <summary>
    /// Longest packet in bytes, fixed header included; 262,144 by default. MQTT 5.0 clients are told it; a longer
    /// packet closes its connection (Packet Too Large), for it would have to be buffered whole.
    /// </summary>
    public int MaxPacketSizeBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// Longest topic name or topic filter in bytes; 1,024 by default. A longer one closes its connection (Topic Name
    /// Invalid, Topic Filter Invalid).
    /// </summary>
    public int MaxTopicLengthBytes { get; set; } = 1024;

    /// <summary>
    /// Most levels of a topic name or topic filter (one more than its slashes); 128 by default. A message on a
    /// deeper topic name is refused (Topic Name Invalid), a deeper filter in SUBACK (Topic Filter Invalid).
    /// </summary>
    public int MaxTopicLevels { get; set; } = 128;

    /// <summary>Longest client identifier in bytes of UTF-8; 256 by default. A longer one is refused in CONNACK.</summary>
    public int MaxClientIdLengthBytes { get; set; } = 256;

    /// <summary>Connections of this listener at one time; 100,000 by default. One more is closed as soon as it is accepted.</summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>
    /// Connections from one address at one time; 1,000 by default, 0 for no limit. One more is closed as soon as it is
    /// accepted. An IPv6 address counts as its /64, which is what one subscriber is given; loopback addresses are not
    /// limited. Raise it where many devices share an address (a carrier's NAT, a proxy without the PROXY protocol).
    /// </summary>
    public int MaxConnectionsPerAddress { get; set; } = 1000;

    /// <summary>
    /// Connections accepted a second, and at once after a quiet second; 5,000 by default, 0 for no limit. One more is
    /// closed as soon as it is accepted, before TLS: holding it back would hold its memory, and clients try again.
    /// </summary>
    public int ConnectsPerSecond { get; set; } = 5000;

    /// <summary>
    /// Connections accepted a second from one address, and at once after a quiet second; 100 by default, 0 for no
    /// limit. One more is closed as soon as it is accepted. Addresses count as in <see cref="MaxConnectionsPerAddress"/>.
    /// </summary>
    public int ConnectsPerSecondPerAddress { get; set; } = 100;

    /// <summary>
    /// QoS 1 and 2 publishes a MQTT 5.0 client may have unacknowledged; 1,000 by default. It is announced, and a client
    /// that sends more is disconnected (Receive Maximum Exceeded), as §3.3.4 says.
    /// </summary>
    public ushort ReceiveMaximum { get; set; } = 1000;

    /// <summary>
    /// Answers held back until what they answer is durable, at which a connection is no longer read until some leave;
    /// 10,000 by default. PUBACK, PUBREC and PUBCOMP count one each, and so does a read that brought none of them (QoS 0).
    /// It holds for MQTT 3.1.1, which cannot be told a limit, and for everything that no receive maximum counts.
    /// </summary>
    public int MaxUnacknowledged { get; set; } = 10_000;

    /// <summary>
    /// Publishes a second that one connection may send, and at once after a quiet second; 0, no limit, by default. The
    /// connection is read no faster: its sender is slowed, and nothing is dropped.
    /// </summary>
    public int PublishesPerSecond { get; set; }

    /// <summary>
    /// Bytes of publishes a second that one connection may send, and at once after a quiet second; 0, no limit, by
    /// default. The connection is read no faster: its sender is slowed, and nothing is dropped.
    /// </summary>
    public long PublishBytesPerSecond { get; set; }

    /// <summary>Topic aliases a MQTT 5.0 client may set; 32 by default, 0 for none. Each may hold one topic a connection.</summary>
    public ushort TopicAliasMaximum { get; set; } = 32;

    /// <summary>
    /// Topic aliases the server sets towards a MQTT 5.0 client that allows some; 32 by default, 0 for none. The fewer of
    /// this and what the client allows are used, each of which holds one topic a connection.
    /// </summary>
    public ushort OutgoingTopicAliasMaximum { get; set; } = 32;

    /// <summary>Subscriptions of one client; 1,000 by default. One more is refused in SUBACK (Quota Exceeded).</summary>
    public int MaxSubscriptions { get; set; } = 1000;

    /// <summary>
    /// QoS 1 and 2 messages on the way to one client; 1,000 by default. The fewer of this and the client's receive
    /// maximum are sent before it acknowledges; the rest waits in its queue.
    /// </summary>
    public ushort MaxInFlight { get; set; } = 1000;

    /// <summary>
    /// QoS 1 and 2 messages that wait for one session, connected or not; 10,000 by default. Beyond it
    /// <see cref="QueueOverflow"/> decides, and what is dropped is counted.
    /// </summary>
    public int MaxQueuedMessages { get; set; } = 10_000;

    /// <summary>
    /// Bytes of the messages that wait for one session; 16,777,216 by default. Beyond it <see cref="QueueOverflow"/>
    /// decides, and what is dropped is counted.
    /// </summary>
    public long MaxQueuedBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// What becomes of a message for a session whose queue is full; <see cref="Mqtt.QueueOverflow.DropOldest"/> by
    /// default. The publisher is never held up.
    /// </summary>
    public QueueOverflow QueueOverflow { get; set; } = QueueOverflow.DropOldest;

    /// <summary>
    /// Longest that a session outlives its connection, and so the longest that its will can be delayed; 7 days by
    /// default, 0 for not at all. A longer expiry interval is cut to it and a MQTT 5.0 client told in CONNACK; MQTT
    /// 3.1.1 sessions that are not clean have this one.
    /// </summary>
    public TimeSpan MaxSessionExpiry { get; set; } = TimeSpan.FromDays(7);

    internal uint MaxSessionExpirySeconds => (uint)Math.Min(MaxSessionExpiry.TotalSeconds, uint.MaxValue - 1);

    /// <summary>
    /// Bytes that were written to a connection and that its peer has not taken; 1,048,576 by default. Beyond it QoS 0
    /// messages are dropped and counted, and QoS 1 and 2 messages wait in the session's queue.
    /// </summary>
    public int MaxOutputBufferBytes { get; set; } = 1024 * 1024;

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
    /// From the first byte of a packet to its last; 2 minutes by default. After that the connection is closed, whatever
    /// its keep-alive: half a packet holds memory, and a peer that drips bytes would hold it for ever.
    /// </summary>
    public TimeSpan PacketTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a peer may leave what it was sent unread once the buffers are full; 30 s by default. Its connection is
    /// not read meanwhile, and is cut afterwards.
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection that the server closes (at stop, or after a malformed packet) waits for the
    /// acknowledgements still due; 5 s by default. After that they are not sent, and the client repeats its messages.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection that sent a malformed packet is read on, to no effect, so that its peer comes to read why it
    /// ends; 1 s by default, 0 for not at all. After that it is closed, and a peer that was still sending may see no reason.
    /// </summary>
    public TimeSpan LingerTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Silence of such a peer that ends the reading on before <see cref="LingerTimeout"/>; 100 ms by default. A peer whose
    /// pauses are longer may see no reason.
    /// </summary>
    public TimeSpan LingerSilence { get; set; } = TimeSpan.FromMilliseconds(100);
}
