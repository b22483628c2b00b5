using System.Buffers;
using System.IO.Pipelines;

namespace SmartSectors.Mqtt;

/// <summary>
/// What is owed and what is written to one peer, under one lock: the reader answers pings here, the log writer
/// acknowledges from its own thread. While a flush waits for the peer nothing touches the pipe; what comes then gathers
/// in a buffer that the limit on unacknowledged publishes bounds, because the reader pauses.
/// </summary>
internal sealed class ConnectionOutput(PipeWriter pipe, TimeProvider time, int maxUnacknowledged)
{
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte>? _gathered;
    private TaskCompletionSource? _waiter;
    private long _flushStarted;
    private int _unacknowledged;
    private bool _unflushed;
    private bool _flushing;
    private bool _closed;
    private bool _readerMustStop;
    private bool _drainGivenUp;

    public int Unacknowledged => Volatile.Read(ref _unacknowledged);

    private bool CanRead => _closed || _readerMustStop || (!_flushing && _unacknowledged < maxUnacknowledged);

    private bool IsDrained => _closed || _drainGivenUp || (!_flushing && _unacknowledged == 0);

    public void Write(ReadOnlySpan<byte> packet)
    {
        lock (_gate) Append(packet);
    }

    /// <summary>Counts publishes that were received and must be acknowledged.</summary>
    public void Owe(int publishes)
    {
        lock (_gate) _unacknowledged += publishes;
    }

    public void Acknowledge(ReadOnlySpan<byte> acks, int publishes)
    {
        lock (_gate)
        {
            _unacknowledged -= publishes;
            Append(acks);
            if (_waiter is not null) WakeWaiter();
        }
    }

    /// <summary>Sends what was written. Never blocks and never throws: a broken transport shows itself to the reader.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_closed || _flushing || !_unflushed) return;
            _unflushed = false;
            var flush = pipe.FlushAsync();
            if (flush.IsCompletedSuccessfully)
            {
                if (flush.GetAwaiter().GetResult().IsCompleted) _closed = true;
                return;
            }

            _flushing = true;
            _flushStarted = time.GetTimestamp();
            _ = FinishFlushAsync(flush);
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
            if (!_flushing) Append(last);
            _closed = true;
            return !_flushing;
        }
    }

    /// <summary>How long the peer has left the output full.</summary>
    public TimeSpan CongestedFor(long now)
    {
        lock (_gate) return _flushing ? time.GetElapsedTime(_flushStarted, now) : TimeSpan.Zero;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_closed || bytes.IsEmpty) return;
        if (_flushing) (_gathered ??= new ArrayBufferWriter<byte>()).Write(bytes);
        else
        {
            pipe.Write(bytes);
            _unflushed = true;
        }
    }

    private async Task FinishFlushAsync(ValueTask<FlushResult> flush)
    {
        while (true)
        {
            var gone = await HasReaderGoneAsync(flush);
            lock (_gate)
            {
                if (gone) _closed = true;
                if (!_closed && _gathered is { WrittenCount: > 0 })
                {
                    pipe.Write(_gathered.WrittenSpan);
                    _gathered.ResetWrittenCount();
                    _flushStarted = time.GetTimestamp();
                    flush = pipe.FlushAsync();
                    continue;
                }

                _flushing = false;
                WakeWaiter();
                return;
            }
        }
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
