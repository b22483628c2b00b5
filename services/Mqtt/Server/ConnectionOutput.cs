using System.Buffers;
using System.IO.Pipelines;

namespace SmartSectors.Mqtt;

/// <summary>
/// What is owed and what is written to one peer, under one lock: the reader answers pings here, the log writer
/// acknowledges and publishers deliver from their own threads. While a flush waits for the peer nothing touches the
/// pipe; what comes then gathers in a buffer, bounded for publishes by <see cref="MqttLimits.MaxOutputBufferBytes"/> and
/// for answers because the reader pauses.
/// </summary>
internal sealed class ConnectionOutput(PipeWriter pipe, TimeProvider time, MqttLimits limits, IOutputOwner owner)
{
    /// <summary>A long read's publishes leave in pieces of this size, so that the peer starts early and the pipe stays small.</summary>
    private const int FlushAtBytes = 32 * 1024;

    /// <summary>A buffer that grew beyond this is not kept once the peer has read it.</summary>
    private const int KeptBufferBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte>? _gathered;
    private Queue<AckBatch>? _batches;
    private OutgoingAliases? _aliases;
    private TaskCompletionSource? _waiter;
    private MqttVersion _version = MqttVersion.V311;
    private long _maxPacketSize = long.MaxValue;
    private long _flushStarted;
    private int _unacknowledged;
    private int _held;
    private int _unflushed;
    private bool _wantsRoom;
    private bool _flushing;
    private bool _closed;
    private bool _readerMustStop;
    private bool _drainGivenUp;

    /// <summary>PUBLISH packets written.</summary>
    public long Published { get; private set; }

    /// <summary>QoS 1 publishes whose PUBACK is held back.</summary>
    public int Unacknowledged => Volatile.Read(ref _unacknowledged);

    /// <summary>
    /// Whether QoS 1 and 2 messages are to be written now. After a false, the owner is told when there is room again.
    /// </summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                if (!_flushing || Gathered < limits.MaxOutputBufferBytes / 2) return true;
                _wantsRoom = true;
                return false;
            }
        }
    }

    /// <summary>Answers that a peer may leave unread before it is not read either.</summary>
    private int PauseReadingAt => limits.MaxOutputBufferBytes / 4;

    private int Gathered => _gathered?.WrittenCount ?? 0;

    private bool CanRead =>
        _closed || _readerMustStop || (_held < limits.MaxUnacknowledged && !(_flushing && Gathered >= PauseReadingAt));

    private bool IsDrained => _closed || _drainGivenUp || (!_flushing && _batches is not { Count: > 0 });

    /// <summary>What CONNECT said of the packets that the peer takes.</summary>
    public void Open(MqttVersion version, uint? maxPacketSize, int topicAliases)
    {
        lock (_gate)
        {
            _version = version;
            _maxPacketSize = maxPacketSize ?? long.MaxValue;
            if (topicAliases > 0) _aliases = new OutgoingAliases(topicAliases);
        }
    }

    /// <summary>Whether the peer takes a packet so long ([MQTT-3.1.2-24]).</summary>
    public bool Takes(int length) => length <= _maxPacketSize;

    public void Write(ReadOnlySpan<byte> packet)
    {
        lock (_gate) Append(packet);
    }

    /// <summary>Writes a QoS 1 or 2 PUBLISH; to be asked for room before. False when it is longer than the peer takes.</summary>
    public bool Publish(scoped ref OutgoingPublish packet)
    {
        lock (_gate)
        {
            var length = packet.Length(_version);
            if (length > _maxPacketSize) return false;
            Append(ref packet, length);
            return true;
        }
    }

    /// <summary>Writes a QoS 0 PUBLISH unless the peer is behind with reading or takes none so long.</summary>
    public PublishOutcome TryPublish(scoped ref OutgoingPublish packet)
    {
        lock (_gate)
        {
            var length = packet.Length(_version);
            if (length > _maxPacketSize) return PublishOutcome.TooLarge;
            if (_flushing && Gathered + length > limits.MaxOutputBufferBytes) return PublishOutcome.NoRoom;
            Append(ref packet, length);
            return PublishOutcome.Written;
        }
    }

    /// <summary>Answers that will be <see cref="Acknowledge"/>d, after those that are owed already.</summary>
    public void Owe(AckBatch batch)
    {
        lock (_gate)
        {
            _unacknowledged += batch.Count;
            _held += batch.Weight;
            (_batches ??= new Queue<AckBatch>()).Enqueue(batch);
        }
    }

    /// <summary>The batch waits for nobody any more. It is written unless an earlier one still does.</summary>
    public void Acknowledge(AckBatch ready, Session? session)
    {
        lock (_gate) ready.IsReady = true;
        while (TakeReady() is { } batch) batch.Leave(session);
    }

    /// <summary>Sends what was written. Never blocks and never throws: a broken transport shows itself to the reader.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (!_closed && !_flushing && _unflushed > 0) BeginFlush();
        }
    }

    /// <summary>Done when the peer has room for answers and owes no more than its limit.</summary>
    public ValueTask WaitUntilReadableAsync()
    {
        lock (_gate) return CanRead ? default : WaitAsync(forDrain: false);
    }

    /// <summary>Done when every acknowledgement due was sent, or there is no use in waiting longer.</summary>
    public ValueTask WaitUntilDrainedAsync()
    {
        lock (_gate) return IsDrained ? default : WaitAsync(forDrain: true);
    }

    /// <summary>Ends a pause of the reader, because the connection is being closed.</summary>
    public void StopReader()
    {
        lock (_gate)
        {
            _readerMustStop = true;
            WakeWaiter();
        }
    }

    public void GiveUpDraining()
    {
        lock (_gate)
        {
            _drainGivenUp = true;
            WakeWaiter();
        }
    }

    /// <summary>The peer is gone: nothing is written any more.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _closed = true;
            WakeWaiter();
        }
    }

    /// <summary>Writes the last packet and closes. False when the peer does not read, so that it would never arrive.</summary>
    public bool TryClose(ReadOnlySpan<byte> last)
    {
        lock (_gate)
        {
            if (_flushing)
            {
                _closed = true;
                return false;
            }

            Append(last);
            if (!_closed && _unflushed > 0) BeginFlush(); // [MQTT-3.14.4-1]: nothing follows
            _closed = true;
            return true;
        }
    }

    public bool IsCongested => Volatile.Read(ref _flushing);

    /// <summary>How long the peer has left the output full.</summary>
    public TimeSpan CongestedFor(long now)
    {
        lock (_gate) return _flushing ? time.GetElapsedTime(_flushStarted, now) : TimeSpan.Zero;
    }

    private void BeginFlush()
    {
        _unflushed = 0;
        var flush = pipe.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            if (flush.GetAwaiter().GetResult().IsCompleted) _closed = true;
            return;
        }

        _flushing = true;
        _flushStarted = time.GetTimestamp();
        owner.Congested();
        _ = FinishFlushAsync(flush);
    }

    private AckBatch? TakeReady()
    {
        lock (_gate)
        {
            if (_batches is null || !_batches.TryPeek(out var batch) || !batch.IsReady) return null;
            _batches.Dequeue();
            _unacknowledged -= batch.Count;
            _held -= batch.Weight;
            Append(batch.Bytes);
            if (_waiter is not null) WakeWaiter();
            return batch;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_closed || bytes.IsEmpty) return;
        if (_flushing)
        {
            (_gathered ??= new ArrayBufferWriter<byte>()).Write(bytes);
            return;
        }

        pipe.Write(bytes);
        _unflushed += bytes.Length;
    }

    private void Append(scoped ref OutgoingPublish packet, int length)
    {
        if (_closed) return;
        if (_aliases is not null && length + OutgoingAliases.MostAdded <= _maxPacketSize)
        {
            _aliases.Apply(ref packet);
            length = packet.Length(_version);
        }

        Published++;
        if (_flushing)
        {
            _gathered ??= new ArrayBufferWriter<byte>();
            packet.Write(_gathered.GetSpan(length), _version);
            _gathered.Advance(length);
            return;
        }

        packet.Write(pipe.GetSpan(length), _version);
        pipe.Advance(length);
        _unflushed += length;
        if (_unflushed >= FlushAtBytes) BeginFlush();
    }

    private async Task FinishFlushAsync(ValueTask<FlushResult> flush)
    {
        bool goesOn;
        do
        {
            var gone = await HasReaderGoneAsync(flush);
            bool tellsOwner;
            lock (_gate)
            {
                if (gone) _closed = true;
                goesOn = !_closed && Gathered > 0;
                if (goesOn) flush = FlushGathered();
                else _flushing = false;
                tellsOwner = _wantsRoom && !_closed;
                _wantsRoom = false;
                WakeWaiter();
            }

            // Outside the lock, for the owner writes what waited.
            if (tellsOwner) owner.RoomMade();
        }
        while (goesOn);
    }

    private ValueTask<FlushResult> FlushGathered()
    {
        pipe.Write(_gathered!.WrittenSpan);
        if (_gathered.Capacity > KeptBufferBytes) _gathered = null;
        else _gathered.ResetWrittenCount();
        _flushStarted = time.GetTimestamp();
        return pipe.FlushAsync();
    }

    /// <summary>Transports fail in their own ways; whichever it was, the reader's next read meets and reports it.</summary>
    private static async ValueTask<bool> HasReaderGoneAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            return (await flush).IsCompleted;
        }
        catch (Exception e) when (TransportFailure.Is(e))
        {
            return true;
        }
    }

    private async ValueTask WaitAsync(bool forDrain)
    {
        while (true)
        {
            Task woken;
            lock (_gate)
            {
                if (forDrain ? IsDrained : CanRead) return;
                _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                woken = _waiter.Task;
            }

            await woken;
        }
    }

    private void WakeWaiter()
    {
        _waiter?.SetResult();
        _waiter = null;
    }
}

/// <summary>Who is told how the output gets on with its peer.</summary>
internal interface IOutputOwner
{
    /// <summary>The peer leaves it full: <see cref="ConnectionOutput.CongestedFor"/> counts. Told under the output's lock.</summary>
    void Congested();

    /// <summary>There is room again, after <see cref="ConnectionOutput.HasRoom"/> said no.</summary>
    void RoomMade();
}

/// <summary>What became of a QoS 0 message.</summary>
internal enum PublishOutcome
{
    Written,

    /// <summary>The peer does not read what it has.</summary>
    NoRoom,

    /// <summary>The peer takes none so long ([MQTT-3.1.2-24]).</summary>
    TooLarge,
}
