namespace SmartSectors.Host.Live;

/// <summary>How much of what was committed is kept for live streams, to resume them and for those that lag.</summary>
internal sealed record LiveOptions
{
    /// <summary>Changed cells of the indicators and windows that somebody watches (default 50,000, some 30 MB when all are taken).</summary>
    public int CellsKept { get; init; } = 50_000;

    /// <summary>Readings of the devices that somebody watches (default 200,000, some 15 MB).</summary>
    public int ReadingsKept { get; init; } = 200_000;

    /// <summary>For so long what a stream watched is kept after it ended (default 5 min), so that it can be resumed.</summary>
    public TimeSpan WatchedAfter { get; init; } = TimeSpan.FromMinutes(5);
}
