using System.Collections.Immutable;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// A typed limit of a scheme: clauses of which one is enough for a breach. A limit whose clauses are all plain is a
/// <see cref="Threshold"/> as well; what else there is (a parameter of the device, a duration, a rolling period) is kept
/// as it stands and never dropped. Equal limits have equal texts (<see cref="LimitText"/>).
/// </summary>
public sealed class Limit : IEquatable<Limit>
{
    internal Limit(ImmutableArray<LimitClause> clauses, bool isOfSite)
    {
        Clauses = clauses;
        IsOfSite = isOfSite;
        Plain = PlainOf(clauses);
        IsInstant = !isOfSite && clauses.All(clause => clause.IsInstant);
        Parameter = clauses.FirstOrDefault(clause => clause.Parameter is not null)?.Parameter;
    }

    /// <summary>The limit that the site's registration gives; it has no clause here.</summary>
    public static Limit OfSite { get; } = new([], isOfSite: true);

    public static Limit Of(Threshold threshold)
    {
        var clauses = new List<LimitClause>();
        if (threshold.Low is { } low)
            clauses.Add(new LimitClause(threshold.LowInclusive ? Comparison.AtOrBelow : Comparison.Below, null, low));
        if (threshold.High is { } high)
            clauses.Add(new LimitClause(threshold.HighInclusive ? Comparison.AtOrAbove : Comparison.Above, null, high));
        return new Limit([.. clauses], isOfSite: false);
    }

    /// <summary>In the order of the text.</summary>
    public ImmutableArray<LimitClause> Clauses { get; }

    public bool IsOfSite { get; }

    /// <summary>The same as a plain comparison or range; null where it is more than that.</summary>
    public Threshold? Plain { get; }

    /// <summary>One value, with the device's parameter, tells whether it is breached: no duration and no period.</summary>
    public bool IsInstant { get; }

    /// <summary>The name of the parameter of the device that it needs; null for none.</summary>
    public string? Parameter { get; }

    /// <summary>Whether one value is in breach; null where that cannot be said of it, or the parameter is not known.</summary>
    public bool? IsBreachedBy(double value, double? parameter)
    {
        if (!IsInstant || (Parameter is not null && parameter is null)) return null;
        foreach (var clause in Clauses)
        {
            if (clause.IsBreachedBy(value, parameter ?? 0)) return true;
        }

        return false;
    }

    public override string ToString() => LimitText.Write(this);

    public bool Equals(Limit? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as Limit);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    // At most one clause a side, or it is no range.
    private static Threshold? PlainOf(ImmutableArray<LimitClause> clauses)
    {
        if (clauses.IsEmpty || !clauses.All(clause => clause.IsPlain)) return null;
        var low = clauses.Where(clause => clause.Comparison.IsLow()).ToList();
        var high = clauses.Where(clause => !clause.Comparison.IsLow()).ToList();
        if (low.Count > 1 || high.Count > 1) return null;
        return new Threshold(
            low.Count == 1 ? low[0].Number : null, low.Count == 1 && low[0].Comparison is Comparison.AtOrBelow,
            high.Count == 1 ? high[0].Number : null, high.Count == 1 && high[0].Comparison is Comparison.AtOrAbove);
    }
}
