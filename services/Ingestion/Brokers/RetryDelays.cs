namespace SmartSectors.Ingestion.Brokers;

/// <summary>
/// How long to wait before the next attempt: twice as long after each failure, up to a limit, and by chance up to half
/// less, so that the platforms of a broker that comes back do not all knock at once.
/// </summary>
internal sealed class RetryDelays(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    public TimeSpan Next()
    {
        // 2^30 times the shortest wait is longer than any limit.
        var delay = first * (1L << Math.Min(_failures++, 30));
        return (delay < longest ? delay : longest) * (1 - (random.NextDouble() / 2));
    }

    /// <summary>A connection that stood longer than the longest wait was a good one; one that fails at once, again and again, is not.</summary>
    public void Stood(TimeSpan duration)
    {
        if (duration > longest) _failures = 0;
    }
}
