namespace SmartSectors.Operations;

/// <summary>The limits of what the API can be asked.</summary>
public sealed record OperationsOptions
{
    /// <summary>A question for aggregates is refused when it would read more cells (default 2,000,000, some ten seconds of a core).</summary>
    public long MaxCellsAsked { get; init; } = 2_000_000;

    /// <summary>A question for readings is refused when it would read more of them (default 5,000,000); one for a page reads the page.</summary>
    public long MaxReadingsAsked { get; init; } = 5_000_000;

    /// <summary>A question for readings may name so many devices, or a site that has so many (default 1,000).</summary>
    public int MaxDevicesAsked { get; init; } = 1_000;

    /// <summary>So many streams of events may be open (default 256); a further one is refused with 503. Each looks at every event that is kept for any of them.</summary>
    public int MaxStreams { get; init; } = 256;

    /// <summary>So many keys of the API are taken (default 1,000); a further one is refused with 409. Each request's key is compared with all of them.</summary>
    public int MaxKeys { get; init; } = 1_000;

    /// <summary>A stream without events says that it lives after so long (default 15 s), before proxies give it up.</summary>
    public TimeSpan StreamHeartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A client that takes nothing of its stream for so long is cut off (default 30 s).</summary>
    public TimeSpan StreamSendTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
