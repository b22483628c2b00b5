namespace SmartSectors.Mqtt;

/// <summary>
/// The PUBACKs of one socket read, encoded while it was read. Pooled: whoever was given it calls
/// <see cref="Complete"/> once and forgets it.
/// </summary>
public sealed class AckBatch : IDeferredAcks
{
    /// <summary>A read of one 4 KB block of 120-byte messages fits: 34 of them at 5 bytes.</summary>
    private const int InitialLength = 256;

    private readonly AckBatchPool _pool;
    private MqttConnection? _connection;
    private byte[] _bytes = new byte[InitialLength];
    private int _length;

    internal AckBatch(AckBatchPool pool) => _pool = pool;

    /// <summary>Whose acknowledgements they are.</summary>
    /// <exception cref="InvalidOperationException">The batch was completed.</exception>
    public MqttConnection Connection => _connection ?? throw Completed();

    IAckPeer IDeferredAcks.Peer => Connection;

    /// <summary>How many PUBACKs; zero when all publishes of the read were QoS 0.</summary>
    public int Count { get; private set; }

    internal int CapacityBytes => _bytes.Length;

    /// <summary>
    /// Copies the PUBACKs to the connection's output without flushing (see <see cref="MqttConnection.RequestFlush"/>)
    /// and returns the batch to its pool. From any thread; harmless when the connection is closed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The batch was completed before.</exception>
    public void Complete()
    {
        var connection = Interlocked.Exchange(ref _connection, null) ?? throw Completed();
        if (Count > 0) connection.Acknowledge(_bytes.AsSpan(0, _length), Count);
        _pool.Return(this);
    }

    internal void Open(MqttConnection connection)
    {
        Count = 0;
        _length = 0;
        _connection = connection;
    }

    internal void Add(MqttVersion version, ushort packetId, PubAckReason reason)
    {
        if (_bytes.Length - _length < AckPacket.MaxLength) Array.Resize(ref _bytes, 2 * _bytes.Length);
        _length += AckPacket.Write(_bytes.AsSpan(_length), PacketType.PubAck, version, packetId, reason);
        Count++;
    }

    private static InvalidOperationException Completed() => new("BUG: an acknowledgement batch was used after Complete()");
}
