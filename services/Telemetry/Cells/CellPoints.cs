using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>Finishes a cell for reading: everything that is computed at query, from exact integers.</summary>
public static class CellPoints
{
    /// <summary>The point of a cell.</summary>
    public static AggregatePoint ToPoint(
        Cell cell, Indicator indicator, Window window, long startMs, int revision, bool final, Statistics wanted = Statistics.All)
    {
        var lengthMs = WindowCalendar.End(window, startMs) - startMs;
        var any = cell.Count > 0;
        var covered = Slots.BookedIn((long)indicator.Period.TotalMilliseconds) is { } booked && window >= booked;
        double? coverage = covered && cell.Expected > 0 ? (double)cell.Received / cell.Expected : null;
        double? complete = coverage is { } share ? Math.Min(1, share) : null;

        return new AggregatePoint(
            Start: DateTimeOffset.FromUnixTimeMilliseconds(startMs),
            Value: window < Window.QuarterHour || !Asks(Statistics.Value) ? null : OwnValue.Of(OwnValue.StateOf(indicator), cell, lengthMs),
            Count: cell.Count,
            Sum: any && Asks(Statistics.Sum) ? FixedPoint.ToDecimal(cell.Sum) : null,
            Mean: any && Asks(Statistics.Mean) ? Mean(cell) : null,
            Min: any ? cell.Min : null,
            Max: any ? cell.Max : null,
            StdDev: any && Asks(Statistics.StdDev) ? StandardDeviation(cell) : null,
            P50: any && Asks(Statistics.P50) ? Quantile(cell, 0.50) : null,
            P95: any && Asks(Statistics.P95) ? Quantile(cell, 0.95) : null,
            P99: any && Asks(Statistics.P99) ? Quantile(cell, 0.99) : null,
            Devices: Asks(Statistics.Devices) ? cell.Devices : 0,
            Expected: covered ? cell.Expected : null,
            Coverage: coverage,
            Flags: new FlagCounts(cell.Pass, cell.Unevaluated, cell.Suspect, cell.Fail),
            Outstanding: 0,
            Revision: revision,
            Final: final)
        {
            Criteria = window < Window.QuarterHour || !Asks(Statistics.Criteria) ? null : new QualityCriteria(
                cell.Criteria?.Correct.Quotient, complete, cell.Criteria?.Clean.Quotient,
                cell.Criteria is { Asked: > 0 } asked ? FixedPoint.Divide(asked.Alive, asked.Asked) : null, cell.Criteria?.DelayP95),
            Status = Reliability.Of(cell.Count, cell.Suspect, complete),
        };

        bool Asks(Statistics statistic) => (wanted & statistic) != 0;
    }

    /// <summary>How much of a cell the statistics need.</summary>
    public static CellParts PartsFor(Statistics wanted, Indicator indicator) =>
        (wanted & OfWholeCells) != 0 || ((wanted & Statistics.Value) != 0 && OwnValue.StateOf(indicator).PartsOf() == CellParts.All)
            ? CellParts.All
            : CellParts.Sums;

    private const Statistics OfWholeCells = Statistics.P50 | Statistics.P95 | Statistics.P99 | Statistics.Devices | Statistics.Criteria;

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

    private static double Quantile(Cell cell, double q) => cell.Sketch.Quantile(q, cell.Count, cell.Min, cell.Max);

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
