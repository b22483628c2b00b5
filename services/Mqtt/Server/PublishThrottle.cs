namespace SmartSectors.Mqtt;

/// <summary>
/// Holds the reader of one connection to its publish rate. The reader asks before each packet and waits when the
/// tokens are spent: what it does not read fills the transport, which slows the sender.
/// </summary>
internal sealed class PublishThrottle
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TokenRate _messageRate;
    private readonly TokenRate _byteRate;
    private TokenBucket _messages;
    private TokenBucket _bytes;
    private TaskCompletionSource? _waiter;
    private bool _released;

    private PublishThrottle(MqttLimits limits, TimeProvider time)
    {
        _time = time;
        _messageRate = new TokenRate(limits.PublishesPerSecond, time);
        _byteRate = new TokenRate(limits.PublishBytesPerSecond, time);
    }

    /// <summary>Set once the tokens are spent, until <see cref="WaitAsync"/> is over.</summary>
    public bool MustWait { get; private set; }

    /// <summary>Null where there is no limit.</summary>
    public static PublishThrottle? For(MqttLimits limits, TimeProvider time) =>
        limits is { PublishesPerSecond: 0, PublishBytesPerSecond: 0 } ? null : new PublishThrottle(limits, time);

    /// <summary>Takes one publish, also the one that spends more than is left: it is here already.</summary>
    public void Take(int packetLength)
    {
        var now = _time.GetTimestamp();
        _messages.Spend(_messageRate, now, 1);
        _bytes.Spend(_byteRate, now, packetLength);
        MustWait = TicksToWait(now) > 0;
    }

    /// <summary>Done when there are tokens again, or the connection is over.</summary>
    public async ValueTask WaitAsync()
    {
        while (TicksToWait(_time.GetTimestamp()) is > 0 and var ticks)
        {
            Task woken;
            lock (_gate)
            {
                if (_released) break;
                _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                woken = _waiter.Task;
            }

            using var timer = _time.CreateTimer(
                static throttle => ((PublishThrottle)throttle!).Wake(), this, Duration(ticks), Timeout.InfiniteTimeSpan);
            await woken;
        }

        MustWait = false;
    }

    /// <summary>Ends the wait, now and for good; from any thread.</summary>
    public void Release()
    {
        lock (_gate) _released = true;
        Wake();
    }

    private long TicksToWait(long now) => Math.Max(
        _messages.TicksUntilTokens(_messageRate, now), _bytes.TicksUntilTokens(_byteRate, now));

    /// <summary>Rounded up: a timer that is early would be set again for nothing.</summary>
    private TimeSpan Duration(long ticks) =>
        TimeSpan.FromTicks((long)Math.Ceiling((double)ticks * TimeSpan.TicksPerSecond / _time.TimestampFrequency));

    private void Wake()
    {
        lock (_gate) _waiter?.TrySetResult();
    }
}
