using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>What is computed of a cell at query, from exact integers.</summary>
public static class CellPoints
{
    /// <summary>The point of one cell, with all statistics.</summary>
    public static AggregatePoint ToPoint(Cell cell, Indicator indicator, Window window, long startMs, int revision, bool isFinal)
    {
        var points = new PointColumns(indicator, window, Statistics.All, room: 1);
        points.Add(cell, startMs, revision, isFinal);
        return points[0];
    }

    /// <summary>How much of a cell is needed for the statistics, and for the status, which is always told.</summary>
    public static CellParts PartsFor(Statistics wanted, Indicator indicator, Window window)
    {
        var parts = HasCoverage(indicator, window) ? CellParts.Slots : CellParts.Counts;
        if (Asks(Statistics.Sum | Statistics.Mean | Statistics.StdDev)) parts |= CellParts.Sum;
        if (Asks(Statistics.StdDev)) parts |= CellParts.SumSquares;
        if (Asks(Statistics.Min | Statistics.Max)) parts |= CellParts.Ends;
        if (Asks(Statistics.P50 | Statistics.P95 | Statistics.P99)) parts |= CellParts.Sketch | CellParts.Ends;
        if (Asks(Statistics.Devices)) parts |= CellParts.Devices;
        if (Asks(Statistics.Criteria) && window >= Window.QuarterHour) parts |= CellParts.Rest;
        if (Asks(Statistics.Value) && window >= Window.QuarterHour) parts |= OwnValue.StateOf(indicator).PartsOf();
        return parts;

        bool Asks(Statistics statistics) => (wanted & statistics) != 0;
    }

    /// <summary>Whether slots are booked in the window, or in one of those that it is made of.</summary>
    public static bool HasCoverage(Indicator indicator, Window window) =>
        Slots.BookedIn((long)indicator.Period.TotalMilliseconds) is { } booked && window >= booked;

    /// <summary>The mean of the readings, to the last digit of a double.</summary>
    public static double Mean(Cell cell) => FixedPoint.Divide(cell.Sum, (Int128)cell.Count * 1_000_000);

    /// <summary>The population standard deviation: n·Σv² − (Σv)² in wide integers, which cannot be negative.</summary>
    public static double StandardDeviation(Cell cell)
    {
        // In units of 10⁻¹²; Σv² ≤ count · 10³⁰ leaves the product within a double's range, if not within 128 bits,
        // so the difference is taken of the quotients when it would overflow.
        var mean = FixedPoint.Divide(cell.Sum, cell.Count);
        var variance = TryVariance(cell, out var exact) ? exact : FixedPoint.Divide(cell.SumSquares, cell.Count) - (mean * mean);
        return Math.Sqrt(Math.Max(0, variance)) / FixedPoint.UnitsPerOne;
    }

    internal static double Quantile(Cell cell, double q) => cell.Sketch.Quantile(q, cell.Count, cell.Min, cell.Max);

    internal static QualityCriteria Criteria(Cell cell, double? complete) => new(
        cell.Criteria?.Correct.Quotient, complete, cell.Criteria?.Clean.Quotient,
        cell.Criteria is { Asked: > 0 } asked ? FixedPoint.Divide(asked.Alive, asked.Asked) : null, cell.Criteria?.DelayP95);

    private static bool TryVariance(Cell cell, out double variance)
    {
        try
        {
            var scaled = checked((cell.SumSquares * cell.Count) - (cell.Sum * cell.Sum));
            variance = (double)scaled / ((double)cell.Count * cell.Count);
            return true;
        }
        catch (OverflowException)
        {
            variance = 0;
            return false;
        }
    }
}
