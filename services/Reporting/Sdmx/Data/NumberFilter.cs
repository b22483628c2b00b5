using System.Globalization;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>A filter of a component with numbers. A missing number is unequal to every other and matches nothing else.</summary>
internal sealed class NumberFilter
{
    private readonly (FilterOperator Operator, double Value)[][] _terms;

    /// <exception cref="SdmxException">It compares with something else, or as texts are compared.</exception>
    public NumberFilter(string component, FilterTerm[][] terms) =>
        _terms = [.. terms.Select(all => all.Select(term => (term.Operator, Number(component, term))).ToArray())];

    public bool Matches(double? number) => Array.Exists(_terms, all => Array.TrueForAll(all, term => Matches(term.Operator, term.Value, number)));

    private static bool Matches(FilterOperator symbol, double value, double? number) => symbol switch
    {
        FilterOperator.Eq => number == value,
        FilterOperator.Ne => number != value,
        FilterOperator.Lt => number < value,
        FilterOperator.Le => number <= value,
        FilterOperator.Gt => number > value,
        _ => number >= value,
    };

    private static double Number(string component, FilterTerm term)
    {
        if (term.Operator > FilterOperator.Ge)
            throw SdmxException.Syntax($"{component} is a number; the operators eq, ne, lt, le, gt and ge compare it.");
        if (!double.TryParse(term.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw SdmxException.Syntax($"{component} is a number, and '{term.Value}' is none.");
        return number;
    }
}
