namespace SmartSectors.Storage.Cells;

/// <summary>Whose cells a table holds: the two were made apart, and differ in names and order.</summary>
/// <param name="Owner">The column of the site or area.</param>
/// <param name="Standing">The column that says what stands beside a cell's content.</param>
/// <param name="IsStandingInBytes">It is not in the column, but before the content.</param>
internal sealed record CellKind(string Owner, string Standing, bool IsStandingInBytes)
{
    /// <summary>Of a partition, by (indicator, window, start, site): propagation takes a window of many sites at a time.</summary>
    public static CellKind Sites { get; } = new("site", "0", IsStandingInBytes: true);

    /// <summary>Of <c>areas.db</c>, by (indicator, window, area, start): questions are for a range of few areas.</summary>
    public static CellKind Areas { get; } = new("area", "revision", IsStandingInBytes: false);
}
