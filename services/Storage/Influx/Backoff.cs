namespace SmartSectors.Storage.Influx;

/// <summary>
/// How long to wait after failures in a row: twice as long each time up to a limit, and of that a random part between half
/// and all, so that many platforms do not come back at once.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    /// <summary>After a success.</summary>
    public void Reset() => _failures = 0;

    /// <summary>After a failure.</summary>
    /// <param name="asked">What the server asked for, as far as it is within the limit.</param>
    public TimeSpan Next(TimeSpan? asked)
    {
        var full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        var wait = TimeSpan.FromMilliseconds(full * (0.5 + (0.5 * random.NextDouble())));
        return asked is { } least && least > wait ? (least < longest ? least : longest) : wait;
    }
}
