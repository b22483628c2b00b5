namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>A filter of a component with codes; they are in the order of their characters.</summary>
internal sealed class CodeFilter(FilterTerm[][] terms)
{
    public bool Matches(string code) => Array.Exists(terms, all => Array.TrueForAll(all, term => Matches(term, code)));

    /// <summary>A code that is this one or begins with it and an underscore can match. Where only a code itself tells, it can.</summary>
    public bool CanMatchUnder(string stem) => Array.Exists(terms, all => Array.TrueForAll(all, term => term.Operator switch
    {
        FilterOperator.Eq => IsUnder(stem, term.Value),
        FilterOperator.Sw => stem.StartsWith(term.Value, StringComparison.Ordinal) || IsUnder(stem, term.Value),
        _ => true,
    }));

    private static bool IsUnder(string stem, string code) =>
        code.StartsWith(stem, StringComparison.Ordinal) && (code.Length == stem.Length || code[stem.Length] == '_');

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
