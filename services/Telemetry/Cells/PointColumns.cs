using System.Collections;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// Cells of one indicator and window, finished for reading: a column a statistic that was asked for, so that a chart of a
/// hundred thousand cells is some arrays of numbers and not as many objects. A point is put together when it is looked at.
/// </summary>
public sealed class PointColumns : IReadOnlyList<AggregatePoint>
{
    private readonly Window _window;
    private readonly OwnState _own;
    private readonly bool _isCovered;
    private readonly List<long> _starts;
    private readonly List<Mark> _marks;
    private readonly List<long>? _count, _devices;
    private readonly List<long?>? _expected;
    private readonly List<double?>? _value, _mean, _min, _max, _stdDev, _p50, _p95, _p99, _coverage;
    private readonly List<decimal?>? _sum;
    private readonly List<FlagCounts>? _flags;
    private readonly List<QualityCriteria?>? _criteria;

    /// <param name="wanted">The statistics that its points have.</param>
    /// <param name="room">For so many points at first.</param>
    public PointColumns(Indicator indicator, Window window, Statistics wanted, int room)
    {
        _window = window;
        _own = window < Window.QuarterHour ? OwnState.None : OwnValue.StateOf(indicator);
        _isCovered = CellPoints.HasCoverage(indicator, window);
        _starts = new(room);
        _marks = new(room);
        _value = Column<double?>(Statistics.Value);
        _count = Column<long>(Statistics.Count);
        _sum = Column<decimal?>(Statistics.Sum);
        _mean = Column<double?>(Statistics.Mean);
        _min = Column<double?>(Statistics.Min);
        _max = Column<double?>(Statistics.Max);
        _stdDev = Column<double?>(Statistics.StdDev);
        _p50 = Column<double?>(Statistics.P50);
        _p95 = Column<double?>(Statistics.P95);
        _p99 = Column<double?>(Statistics.P99);
        _devices = Column<long>(Statistics.Devices);
        _expected = Column<long?>(Statistics.Expected);
        _coverage = Column<double?>(Statistics.Coverage);
        _flags = Column<FlagCounts>(Statistics.Flags);
        _criteria = window < Window.QuarterHour ? null : Column<QualityCriteria?>(Statistics.Criteria);

        List<T>? Column<T>(Statistics statistic) => (wanted & statistic) != 0 ? new(room) : null;
    }

    private readonly record struct Mark(int Revision, bool IsFinal, ObservationStatus Status);

    public int Count => _starts.Count;

    public AggregatePoint this[int index] => new(
        DateTimeOffset.FromUnixTimeMilliseconds(_starts[index]), _value?[index], _count?[index] ?? 0, _sum?[index], _mean?[index], _min?[index], _max?[index],
        _stdDev?[index], _p50?[index], _p95?[index], _p99?[index], _devices?[index] ?? 0, _expected?[index], _coverage?[index],
        _flags?[index] ?? default, Outstanding: 0, _marks[index].Revision, _marks[index].IsFinal)
    {
        Criteria = _criteria?[index],
        Status = _marks[index].Status,
    };

    /// <summary>Finishes one cell; it is not kept, and needs what <see cref="CellPoints.PartsFor"/> says.</summary>
    public void Add(Cell cell, long startMs, int revision, bool isFinal)
    {
        var any = cell.Count > 0;
        double? coverage = _isCovered && cell.Expected > 0 ? (double)cell.Received / cell.Expected : null;
        double? complete = coverage is { } share ? Math.Min(1, share) : null;

        _starts.Add(startMs);
        _marks.Add(new Mark(revision, isFinal, Reliability.Of(cell.Count, cell.Suspect, complete)));
        _value?.Add(OwnValue.Of(_own, cell, WindowCalendar.End(_window, startMs) - startMs));
        _count?.Add(cell.Count);
        _sum?.Add(any ? FixedPoint.ToDecimal(cell.Sum) : null);
        _mean?.Add(any ? CellPoints.Mean(cell) : null);
        _min?.Add(any ? cell.Min : null);
        _max?.Add(any ? cell.Max : null);
        _stdDev?.Add(any ? CellPoints.StandardDeviation(cell) : null);
        _p50?.Add(any ? CellPoints.Quantile(cell, 0.50) : null);
        _p95?.Add(any ? CellPoints.Quantile(cell, 0.95) : null);
        _p99?.Add(any ? CellPoints.Quantile(cell, 0.99) : null);
        _devices?.Add(cell.Devices);
        _expected?.Add(_isCovered ? cell.Expected : null);
        _coverage?.Add(coverage);
        _flags?.Add(new FlagCounts(cell.Pass, cell.Unevaluated, cell.Suspect, cell.Fail));
        _criteria?.Add(CellPoints.Criteria(cell, complete));
    }

    public IEnumerator<AggregatePoint> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
