namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>How a value is compared; the names are SDMX's.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Co,
    Nc,
    Sw,
    Ew,
}

/// <summary>One comparison of a component filter.</summary>
internal readonly record struct FilterTerm(FilterOperator Operator, string Value);

/// <summary>
/// The text of a component filter, as it stands in the address (SDMX REST, data queries, parameter <c>c</c>):
/// <code>
/// filter = all *( "," all )        any of them
/// all    = term *( "+" term )      each of them
/// term   = [ operator ":" ] value
/// </code>
/// It is taken apart before it is decoded, so that a comma or a plus of a value is written %2C or %2B.
/// </summary>
internal static class FilterText
{
    private static readonly string[] s_operators = [.. Enum.GetNames<FilterOperator>().Select(name => name.ToLowerInvariant())];

    /// <param name="component">For the message.</param>
    /// <exception cref="SdmxException">It is no filter.</exception>
    public static FilterTerm[][] Parse(string component, string raw) =>
        [.. raw.Split(',').Select(all => all.Split('+').Select(term => ParseTerm(component, Uri.UnescapeDataString(term))).ToArray())];

    private static FilterTerm ParseTerm(string component, string term)
    {
        var (symbol, value) = (FilterOperator.Eq, term);
        if (term.Length >= 3 && term[2] == ':' && Array.IndexOf(s_operators, term[..2]) is >= 0 and var at) (symbol, value) = ((FilterOperator)at, term[3..]);
        if (value.Length == 0) throw SdmxException.Syntax($"The filter of {component} compares with nothing.");
        return new FilterTerm(symbol, value);
    }
}
