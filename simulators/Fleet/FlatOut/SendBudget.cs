namespace SmartSectors.Fleet.FlatOut;

/// <summary>How much may be sent: until a number of messages or a time is over, and no faster than a rate.</summary>
/// <param name="rate">Messages a second; null for as fast as the acknowledgements come.</param>
/// <param name="messages">Null for no limit.</param>
/// <param name="duration">Null for no limit.</param>
internal sealed class SendBudget(double? rate, long? messages, TimeSpan? duration, TimeProvider time)
{
    private long _startedAt;

    public bool IsRated => rate is not null;

    public void Start(long timestamp) => _startedAt = timestamp;

    public bool IsSpent(long timestamp, long sent) =>
        sent >= messages || time.GetElapsedTime(_startedAt, timestamp) >= duration;

    /// <summary>How many messages may go out now.</summary>
    public int Allowance(long timestamp, long sent)
    {
        var allowed = messages ?? long.MaxValue;
        if (rate is { } perSecond)
        {
            allowed = Math.Min(allowed, (long)(perSecond * time.GetElapsedTime(_startedAt, timestamp).TotalSeconds));
        }
        return (int)Math.Clamp(allowed - sent, 0, int.MaxValue);
    }
}
