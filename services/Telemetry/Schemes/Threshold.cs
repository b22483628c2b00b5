namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// A typed limit such as <c>&gt;= 4</c> or <c>&lt; 2 or &gt; 8</c>: a value beyond either side is in breach.
/// </summary>
/// <param name="Low">Breach below (or at, see <paramref name="LowInclusive"/>) this value; null for no lower side.</param>
/// <param name="High">Breach above (or at) this value; null for no upper side.</param>
public sealed record Threshold(double? Low, bool LowInclusive, double? High, bool HighInclusive)
{
    /// <summary>True when <paramref name="value"/> is in breach.</summary>
    public bool IsBreachedBy(double value) =>
        (Low is { } low && (value < low || (LowInclusive && value == low)))
        || (High is { } high && (value > high || (HighInclusive && value == high)));
}
