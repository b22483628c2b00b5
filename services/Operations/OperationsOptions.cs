namespace SmartSectors.Operations;

/// <summary>The limits of what the API can be asked.</summary>
public sealed record OperationsOptions
{
    /// <summary>A question for aggregates is refused when it would read more cells (default 2,000,000, some ten seconds of a core).</summary>
    public long MaxCellsAsked { get; init; } = 2_000_000;
}
