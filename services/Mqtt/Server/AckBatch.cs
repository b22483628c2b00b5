namespace SmartSectors.Mqtt;

/// <summary>
/// The answers to one socket read, encoded while it was read: PUBACK, PUBREC, PUBCOMP. They leave when all whom they
/// wait for have called <see cref="Complete"/>: the application, and the session store where the read changed what it
/// keeps. Pooled, and forgotten by each of them after that call.
/// </summary>
public sealed class AckBatch : IDeferredAcks
{
    /// <summary>A read of one 4 KB block of 120-byte messages fits: 34 of them at 5 bytes.</summary>
    private const int InitialLength = 256;

    private readonly AckBatchPool _pool;
    private readonly List<ushort> _settles = [];
    private MqttConnection? _connection;
    private byte[] _bytes = new byte[InitialLength];
    private int _length;
    private int _answers;
    private int _awaited;

    internal AckBatch(AckBatchPool pool) => _pool = pool;

    /// <summary>Whose acknowledgements they are.</summary>
    /// <exception cref="InvalidOperationException">The batch was completed.</exception>
    public MqttConnection Connection => _connection ?? throw Completed();

    IAckPeer IDeferredAcks.Peer => Connection;

    /// <summary>How many PUBACKs; zero when all publishes of the read were of another QoS.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// How much of <see cref="MqttLimits.MaxUnacknowledged"/> it takes while it is held: a read without answers holds its batch
    /// all the same.
    /// </summary>
    internal int Weight => Math.Max(1, _answers);

    internal int CapacityBytes => _bytes.Length;

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Nobody is waited for any more; read and written under the lock of the connection's output.</summary>
    internal bool IsReady { get; set; }

    /// <summary>
    /// Says that what the batch waits for is durable. The last one to say so copies the answers to the connection's
    /// output, after those of the reads before and without flushing (see <see cref="MqttConnection.RequestFlush"/>). From
    /// any thread; harmless when the connection is closed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The batch was completed before.</exception>
    public void Complete()
    {
        var left = Interlocked.Decrement(ref _awaited);
        if (left > 0) return;
        if (left < 0) throw Completed();
        Connection.Acknowledge(this);
    }

    internal void Open(MqttConnection connection)
    {
        Count = 0;
        _length = 0;
        _answers = 0;
        _awaited = 1;
        _settles.Clear();
        IsReady = false;
        _connection = connection;
    }

    /// <summary>One more is waited for.</summary>
    internal void Await() => Interlocked.Increment(ref _awaited);

    /// <summary>The answer to a QoS 1 PUBLISH.</summary>
    internal void Acknowledge(MqttVersion version, ushort packetId, PubAckReason reason)
    {
        Add(PacketType.PubAck, version, packetId, reason);
        Count++;
    }

    /// <summary>An answer of QoS 2.</summary>
    internal void Add(PacketType type, MqttVersion version, ushort packetId, PubAckReason reason)
    {
        if (_bytes.Length - _length < AckPacket.MaxLength) Array.Resize(ref _bytes, 2 * _bytes.Length);
        _length += AckPacket.Write(_bytes.AsSpan(_length), type, version, packetId, reason);
        _answers++;
    }

    /// <summary>When the batch leaves, the QoS 2 message of that identifier is durable.</summary>
    internal void Settles(ushort packetId) => _settles.Add(packetId);

    /// <summary>The answers are written, or nobody is there for them: the batch may serve another read.</summary>
    internal void Leave(Session? session)
    {
        foreach (var packetId in _settles) session?.Settle(packetId);
        _connection = null;
        _pool.Return(this);
    }

    private static InvalidOperationException Completed() => new("BUG: an acknowledgement batch was used after Complete()");
}
