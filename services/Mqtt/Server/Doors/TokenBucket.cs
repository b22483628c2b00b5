namespace SmartSectors.Mqtt;

/// <summary>So many tokens a second; none at all is no limit.</summary>
internal readonly struct TokenRate(long perSecond, TimeProvider time)
{
    private readonly double _ticksPerToken = perSecond == 0 ? 0 : (double)time.TimestampFrequency / perSecond;

    public bool IsLimited => _ticksPerToken > 0;

    public long Second { get; } = time.TimestampFrequency;

    // Rounded up, so that the tokens of one second take a whole second and not one tick less.
    public long TicksOf(long tokens) => (long)Math.Ceiling(_ticksPerToken * tokens);
}

/// <summary>
/// A token bucket that holds one second's worth. Its only state is the moment until which tokens are spent: a full
/// bucket's lies in the past, an empty one's a second ahead, and beyond that it is in debt.
/// </summary>
internal struct TokenBucket
{
    private long _spentUntil;

    public readonly bool IsFull(long now) => _spentUntil <= now;

    public readonly bool HasTokens(TokenRate rate, long now) => TicksUntilTokens(rate, now) == 0;

    /// <summary>How long until there is a token, in ticks of the clock.</summary>
    public readonly long TicksUntilTokens(TokenRate rate, long now) =>
        rate.IsLimited ? Math.Max(0, _spentUntil - now - rate.Second + 1) : 0;

    /// <summary>Takes tokens, also ones that are not there yet.</summary>
    public void Spend(TokenRate rate, long now, long tokens)
    {
        if (rate.IsLimited) _spentUntil = Math.Max(_spentUntil, now) + rate.TicksOf(tokens);
    }
}
