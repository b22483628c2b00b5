namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>A filter of a component with codes; they are in the order of their characters.</summary>
internal sealed class CodeFilter(FilterTerm[][] terms)
{
    /// <summary>The codes that can match; null where the filter does not name them.</summary>
    public IReadOnlySet<string>? Codes { get; } = terms.All(all => all is [{ Operator: FilterOperator.Eq }])
        ? terms.Select(all => all[0].Value).ToHashSet(StringComparer.Ordinal)
        : null;

    public bool Matches(string code) => Array.Exists(terms, all => Array.TrueForAll(all, term => Matches(term, code)));

    private static bool Matches(FilterTerm term, string code) => term.Operator switch
    {
        FilterOperator.Eq => code == term.Value,
        FilterOperator.Ne => code != term.Value,
        FilterOperator.Lt => string.CompareOrdinal(code, term.Value) < 0,
        FilterOperator.Le => string.CompareOrdinal(code, term.Value) <= 0,
        FilterOperator.Gt => string.CompareOrdinal(code, term.Value) > 0,
        FilterOperator.Ge => string.CompareOrdinal(code, term.Value) >= 0,
        FilterOperator.Co => code.Contains(term.Value, StringComparison.Ordinal),
        FilterOperator.Nc => !code.Contains(term.Value, StringComparison.Ordinal),
        FilterOperator.Sw => code.StartsWith(term.Value, StringComparison.Ordinal),
        _ => code.EndsWith(term.Value, StringComparison.Ordinal),
    };
}
