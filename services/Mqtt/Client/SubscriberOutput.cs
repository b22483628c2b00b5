using System.Buffers;

namespace SmartSectors.Mqtt;

/// <summary>
/// What a subscriber sends, and what it owes, under one lock: the reader writes here, the log's writer acknowledges from
/// its own thread, and pings come from a timer. While one buffer is on its way the other gathers; the limits on what is
/// unacknowledged and on what is gathered bound both, because the reader pauses.
/// </summary>
internal sealed class SubscriberOutput(Stream stream, int maxUnacknowledged, TimeProvider time, Action<Exception> broken)
{
    /// <summary>16,384 plain acknowledgements that the broker leaves unread: more of its messages are not asked for.</summary>
    private const int MaxGatheredBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<SubscriberAcks> _reads = new();
    private ArrayBufferWriter<byte> _gathered = new();
    private ArrayBufferWriter<byte> _spare = new();
    private TaskCompletionSource? _changed;
    private long _sendingSince;
    private int _unacknowledged;
    private bool _isSending;
    private bool _hasWritten;
    private bool _closed;

    private bool CanRead => _closed || (_unacknowledged < maxUnacknowledged && _gathered.WrittenCount < MaxGatheredBytes);

    /// <summary>A read's acknowledgements are handed to the receiver.</summary>
    public void Owe(SubscriberAcks acks)
    {
        lock (_gate)
        {
            _unacknowledged += acks.Count;
            _reads.Enqueue(acks);
        }
    }

    /// <summary>Those of one read are due; they leave after those of the reads before (MQTT 5.0 §4.6).</summary>
    public void Acknowledge(SubscriberAcks acks)
    {
        lock (_gate)
        {
            acks.IsDue = true;
            while (_reads.TryPeek(out var first) && first.IsDue)
            {
                _unacknowledged -= first.Count;
                if (!_closed) _gathered.Write(first.Bytes);
                _hasWritten = true;
                first.Leave();
                _reads.Dequeue();
            }

            Changed();
        }
    }

    public void Write(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (!_closed) _gathered.Write(packet);
            _hasWritten = true;
        }
    }

    /// <summary>It does not count as written: the next one is due in its time, whenever this one leaves.</summary>
    public void WritePing()
    {
        lock (_gate)
        {
            if (!_closed) _gathered.Write(PingPacket.Request);
        }
    }

    /// <summary>Sends what was written. Never blocks and never throws.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_closed || _isSending || _gathered.WrittenCount == 0) return;
            _isSending = true;
            _sendingSince = time.GetTimestamp();
        }

        _ = SendAsync();
    }

    /// <summary>Whether anything but pings was written since this was asked last.</summary>
    public bool TakeHasWritten()
    {
        lock (_gate)
        {
            var hasWritten = _hasWritten;
            _hasWritten = false;
            return hasWritten;
        }
    }

    /// <summary>How long the broker has not taken what is being sent.</summary>
    public TimeSpan SendingFor(long now)
    {
        lock (_gate) return _isSending ? time.GetElapsedTime(_sendingSince, now) : TimeSpan.Zero;
    }

    /// <summary>Done when the broker may be given room for more deliveries.</summary>
    public ValueTask WaitUntilReadableAsync()
    {
        lock (_gate) return CanRead ? default : new ValueTask(WaitAsync(() => CanRead, CancellationToken.None));
    }

    /// <summary>Done when every read handed over was acknowledged, and what was written is sent.</summary>
    public Task WaitUntilDrainedAsync(CancellationToken cancellationToken) =>
        WaitAsync(() => _reads.Count == 0 && (_closed || (!_isSending && _gathered.WrittenCount == 0)), cancellationToken);

    /// <summary>Nothing is sent any more; acknowledging still counts.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Changed();
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TakeGathered() is { } buffer)
            {
                await stream.WriteAsync(buffer.WrittenMemory);
                buffer.ResetWrittenCount();
                _spare = buffer;
            }
        }
        catch (Exception e)
        {
            broken(e);
        }
    }

    /// <summary>Null when there is nothing more; the next flush starts anew then.</summary>
    private ArrayBufferWriter<byte>? TakeGathered()
    {
        lock (_gate)
        {
            _isSending = !_closed && _gathered.WrittenCount > 0;
            Changed();
            if (!_isSending) return null;

            var buffer = _gathered;
            _gathered = _spare;
            _sendingSince = time.GetTimestamp();
            return buffer;
        }
    }

    private async Task WaitAsync(Func<bool> reached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (reached()) return;
                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Changed()
    {
        _changed?.SetResult();
        _changed = null;
    }
}
