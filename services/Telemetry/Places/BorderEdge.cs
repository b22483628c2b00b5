using System.Runtime.CompilerServices;

namespace SmartSectors.Telemetry.Places;

/// <summary>
/// A straight piece of border, from its lower to its upper end, and the provinces that it borders (a bit each). A border
/// that two provinces share is one edge, so a position on it is in exactly one of them.
/// </summary>
internal readonly record struct BorderEdge(int X0, int Y0, int X1, int Y1, ulong Provinces)
{
    public int Left => Math.Min(X0, X1);

    public int Right => Math.Max(X0, X1);

    /// <summary>
    /// A ray from the position to the west crosses the edge. The lower end belongs to an edge and the upper does not, so
    /// a corner is crossed once; on the edge counts as crossed. In 64-bit integers, exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCrossed(int x, int y) =>
        y >= Y0 && y < Y1 && (long)(x - (long)X0) * (Y1 - Y0) >= (long)(X1 - X0) * (y - Y0);

    /// <summary>The square of the distance in metres from a position, on the plane that touches the earth there.</summary>
    public double SquareMetres(int x, int y, double metresPerUnitEast, double metresPerUnitNorth)
    {
        var (ax, ay) = ((X0 - (long)x) * metresPerUnitEast, (Y0 - (long)y) * metresPerUnitNorth);
        var (bx, by) = ((X1 - (long)x) * metresPerUnitEast, (Y1 - (long)y) * metresPerUnitNorth);
        var (dx, dy) = (bx - ax, by - ay);
        var length = (dx * dx) + (dy * dy);
        var along = length == 0 ? 0 : Math.Clamp(-((ax * dx) + (ay * dy)) / length, 0, 1);
        var (px, py) = (ax + (along * dx), ay + (along * dy));
        return (px * px) + (py * py);
    }
}
