namespace SmartSectors.Telemetry.Readings;

/// <summary>Which measurement times are taken.</summary>
public sealed record AcceptanceOptions
{
    /// <summary>5 minutes by default: a device's clock may be so far ahead of ours before its readings are refused.</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>30 days by default, and it must stay below the retention of raw readings, which dedupe needs.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>The impossible date test and the acceptance horizon.</summary>
public static class Acceptance
{
    /// <summary>2000-01-01T00:00:00Z: no reading is older, so an earlier time is a clock that was never set.</summary>
    public const long EarliestMs = 946_684_800_000;

    /// <summary>Judges a measurement time; <see cref="RejectReason.None"/> when it is taken.</summary>
    /// <param name="timeMs">The reading's own time, Unix milliseconds; any number at all.</param>
    /// <param name="receivedMs">The time of receipt, Unix milliseconds.</param>
    public static RejectReason Judge(long timeMs, long receivedMs, AcceptanceOptions options)
    {
        // Each comparison keeps the arbitrary number on its own side, so that nothing overflows.
        if (timeMs < EarliestMs) return RejectReason.ImpossibleTime;
        if (timeMs > receivedMs + (long)options.FutureTolerance.TotalMilliseconds) return RejectReason.Future;
        if (timeMs < receivedMs - (long)options.Horizon.TotalMilliseconds) return RejectReason.TooOld;
        return RejectReason.None;
    }
}
