namespace SmartSectors.Reporting.Tests.Disclosure;

/// <summary>
/// What somebody reckons who has everything that was published and knows how it adds up: linear equations between figures,
/// of which some are known. A figure that is not known is given away exactly when its unit vector is in the row space of
/// the equations of the unknown ones. Reckoned in the field of a large prime, so that no rounding hides or makes a leak.
/// </summary>
internal sealed class LinearAttack
{
    private const ulong Prime = (1UL << 61) - 1;

    private readonly HashSet<int> _known = [];
    private readonly List<(int Figure, int Factor)[]> _equations = [];

    /// <summary>A figure was published.</summary>
    public void Know(int figure) => _known.Add(figure);

    public bool Knows(int figure) => _known.Contains(figure);

    /// <summary>The sum of factors times figures is nought.</summary>
    public void Relate(params (int Figure, int Factor)[] terms) => _equations.Add(terms);

    /// <summary>The figures that nobody published and everybody can reckon.</summary>
    public IReadOnlyList<int> Derive()
    {
        var unknown = _equations.SelectMany(terms => terms).Select(term => term.Figure).Where(figure => !_known.Contains(figure)).Distinct().ToArray();
        var columns = unknown.Select((figure, column) => (figure, column)).ToDictionary(each => each.figure, each => each.column);
        var rows = _equations.Select(terms => Row(terms, columns)).Where(row => row.Any(factor => factor != 0)).ToList();
        var pivots = Reduce(rows, unknown.Length);
        return [.. pivots.Where(pivot => rows[pivot.Row].Count(factor => factor != 0) == 1).Select(pivot => unknown[pivot.Column])];
    }

    private ulong[] Row((int Figure, int Factor)[] terms, Dictionary<int, int> columns)
    {
        var row = new ulong[columns.Count];
        foreach (var (figure, factor) in terms)
        {
            if (!_known.Contains(figure)) row[columns[figure]] = (row[columns[figure]] + (factor < 0 ? Prime - (ulong)-factor : (ulong)factor)) % Prime;
        }

        return row;
    }

    // Gauss and Jordan: to the reduced echelon form.
    private static List<(int Row, int Column)> Reduce(List<ulong[]> rows, int columns)
    {
        var pivots = new List<(int Row, int Column)>();
        for (var column = 0; column < columns && pivots.Count < rows.Count; column++)
        {
            var at = rows.FindIndex(pivots.Count, row => row[column] != 0);
            if (at < 0) continue;

            var top = pivots.Count;
            (rows[top], rows[at]) = (rows[at], rows[top]);
            Scale(rows[top], Inverse(rows[top][column]));
            for (var row = 0; row < rows.Count; row++)
            {
                if (row != top && rows[row][column] is > 0 and var factor) Subtract(rows[row], rows[top], factor);
            }

            pivots.Add((top, column));
        }

        return pivots;
    }

    private static void Scale(ulong[] row, ulong factor)
    {
        for (var i = 0; i < row.Length; i++) row[i] = Times(row[i], factor);
    }

    private static void Subtract(ulong[] row, ulong[] other, ulong factor)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (other[i] != 0) row[i] = (row[i] + Prime - Times(other[i], factor)) % Prime;
        }
    }

    private static ulong Times(ulong one, ulong other) => (ulong)((UInt128)one * other % Prime);

    // Fermat: the power of p - 2.
    private static ulong Inverse(ulong number)
    {
        var inverse = 1UL;
        for (var (power, exponent) = (number, Prime - 2); exponent > 0; exponent >>= 1, power = Times(power, power))
        {
            if ((exponent & 1) != 0) inverse = Times(inverse, power);
        }

        return inverse;
    }
}
