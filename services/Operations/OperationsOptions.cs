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
}
