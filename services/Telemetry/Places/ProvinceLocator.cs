using System.Collections.Immutable;
using System.Numerics;

namespace SmartSectors.Telemetry.Places;

/// <summary>
/// Finds the province of a position, by the parity of the borders to its west (point in polygon by ray casting), exactly
/// on coordinates of 10⁻⁷ degrees. Immutable; one instance serves all threads.
/// </summary>
/// <remarks>
/// Edges lie in rows of a hundredth of a degree, in each row from the west to the east: a look-up passes the some ten
/// edges of its row that begin west of it and flips the bits of the provinces that they border. The boundaries are
/// simplified to 600 m and leave out small islands, so a position in none of them is given the nearest province within
/// a tolerance: 3 km by default, five times the error of the boundaries. Beyond it a position is in no province, at sea
/// or abroad; a greater tolerance would give the neighbours' land along the border to us.
/// </remarks>
public sealed class ProvinceLocator
{
    /// <summary>To be shown with what is drawn or derived from the shipped boundaries.</summary>
    public const string Credit = "Ranh giới: Open Development Vietnam, CC BY-SA 4.0";

    /// <summary>600 m: how far the shipped boundaries may be off what they are simplified from.</summary>
    public const double BoundaryErrorMetres = 600;

    /// <summary>3 km.</summary>
    public const double DefaultToleranceMetres = 3_000;

    private const int MostProvinces = 64; // a bit each
    private const int RowUnits = Boundary.UnitsPerDegree / 100;
    private const double MetresPerUnit = 111_195.0 / Boundary.UnitsPerDegree;

    private static readonly Lazy<ProvinceLocator> s_shipped = new(() =>
        new ProvinceLocator(Boundary.Read(EmbeddedText.Read("Places/vietnam-provinces.geojson")), DefaultToleranceMetres));

    private readonly int _firstRow;
    private readonly int[] _rowStarts; // one more than rows
    private readonly BorderEdge[] _edges;
    private readonly double _toleranceMetres;
    private readonly int _widest;

    /// <summary>Prepares the index of some boundaries.</summary>
    /// <param name="boundaries">At most 64, in the order in which a tie is decided.</param>
    public ProvinceLocator(ImmutableArray<Boundary> boundaries, double toleranceMetres)
    {
        if (boundaries.Length > MostProvinces) throw new ArgumentException($"There are over {MostProvinces} provinces.", nameof(boundaries));

        Codes = [.. boundaries.Select(boundary => boundary.Code)];
        _toleranceMetres = toleranceMetres;
        var edges = EdgesOf(boundaries);
        _firstRow = edges.Count == 0 ? 0 : edges.Min(edge => Row(edge.Y0));
        var rows = edges.Count == 0 ? 0 : edges.Max(edge => Row(edge.Y1)) - _firstRow + 1;
        _widest = edges.Count == 0 ? 0 : edges.Max(edge => edge.Right - edge.Left);
        var byRow = edges
            .SelectMany(edge => Enumerable.Range(Row(edge.Y0), Row(edge.Y1) - Row(edge.Y0) + 1).Select(row => (Row: row - _firstRow, Edge: edge)))
            .OrderBy(entry => entry.Row).ThenBy(entry => entry.Edge.Left)
            .ToList();
        _edges = [.. byRow.Select(entry => entry.Edge)];
        _rowStarts = new int[rows + 1];
        foreach (var (row, _) in byRow) _rowStarts[row + 1]++;
        for (var row = 0; row < rows; row++) _rowStarts[row + 1] += _rowStarts[row];
    }

    /// <summary>The codes of the provinces, in order.</summary>
    public ImmutableArray<string> Codes { get; }

    /// <summary>The provinces whose boundaries are shipped; one shared instance.</summary>
    public static ProvinceLocator Shipped => s_shipped.Value;

    /// <summary>The code of the province that holds a position, or of the nearest within the tolerance; null for none.</summary>
    public string? Find(Position position)
    {
        if (!position.IsPossible) return null;
        var x = Units(position.Longitude);
        var y = Units(position.Latitude);
        var inside = ProvincesAt(x, y);
        var province = inside != 0 ? BitOperations.TrailingZeroCount(inside) : Nearest(x, y, position.Latitude);
        return province < 0 ? null : Codes[province];
    }

    /// <summary>The position in units, as it is looked up.</summary>
    internal static int Units(double degrees) => (int)Math.Round(degrees * Boundary.UnitsPerDegree, MidpointRounding.ToEven);

    private ulong ProvincesAt(int x, int y)
    {
        var row = Row(y) - _firstRow;
        if ((uint)row >= (uint)(_rowStarts.Length - 1)) return 0;

        var inside = 0UL;
        foreach (ref readonly var edge in _edges.AsSpan(_rowStarts[row].._rowStarts[row + 1]))
        {
            if (edge.Left > x) break;
            if (edge.IsCrossed(x, y)) inside ^= edge.Provinces;
        }

        return inside;
    }

    // Of all edges within the tolerance; −1 for none.
    private int Nearest(int x, int y, double latitude)
    {
        var east = MetresPerUnit * Position.Cosine(latitude);
        var reachNorth = (long)(_toleranceMetres / MetresPerUnit) + 1;
        var reachEast = (long)(_toleranceMetres / east) + 1;
        var firstRow = Math.Max(0, Row(y - reachNorth) - _firstRow);
        var lastRow = Math.Min(_rowStarts.Length - 2, Row(y + reachNorth) - _firstRow);
        var nearest = _toleranceMetres * _toleranceMetres;
        var provinces = 0UL;
        for (var row = firstRow; row <= lastRow; row++)
        {
            var edges = _edges.AsSpan(_rowStarts[row].._rowStarts[row + 1]);
            for (var i = FirstFrom(edges, x - reachEast - _widest); i < edges.Length && edges[i].Left <= x + reachEast; i++)
            {
                var distance = edges[i].SquareMetres(x, y, east, MetresPerUnit);
                if (distance > nearest) continue;
                provinces = distance < nearest ? edges[i].Provinces : provinces | edges[i].Provinces;
                nearest = distance;
            }
        }

        return provinces == 0 ? -1 : BitOperations.TrailingZeroCount(provinces);
    }

    private static int FirstFrom(ReadOnlySpan<BorderEdge> edges, long left)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (edges[middle].Left < left) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static List<BorderEdge> EdgesOf(ImmutableArray<Boundary> boundaries)
    {
        var provinces = new Dictionary<(Corner Low, Corner High), ulong>();
        for (var i = 0; i < boundaries.Length; i++)
        {
            foreach (var ring in boundaries[i].Rings)
            {
                for (var corner = 1; corner < ring.Length; corner++)
                {
                    var (low, high) = (ring[corner - 1], ring[corner]);
                    if ((low.Y, low.X).CompareTo((high.Y, high.X)) > 0) (low, high) = (high, low);
                    provinces[(low, high)] = provinces.GetValueOrDefault((low, high)) ^ (1UL << i);
                }
            }
        }

        return [.. provinces.Select(entry => new BorderEdge(entry.Key.Low.X, entry.Key.Low.Y, entry.Key.High.X, entry.Key.High.Y, entry.Value))];
    }

    private static int Row(long y) => (int)Math.Floor(y / (double)RowUnits);
}
