using BenchmarkDotNet.Attributes;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Benchmarks;

/// <summary>One reading into a window's cell; a walk of a tenth a step, of sixteen devices.</summary>
[MemoryDiagnoser]
public class CellBenchmarks
{
    private const int Readings = 4_096;

    private readonly double[] _walk = Walks.Decimals(Readings);
    private readonly Cell _cell = new();
    private readonly QuantileSketch _sketch = new();

    [Benchmark(OperationsPerInvoke = Readings)]
    public long CellAdd()
    {
        for (var i = 0; i < _walk.Length; i++) _cell.Add(_walk[i], ReadingFlag.Pass, i & 15);
        return _cell.Count;
    }

    [Benchmark(OperationsPerInvoke = Readings)]
    public int SketchAdd()
    {
        foreach (var value in _walk) _sketch.Add(value);
        return _sketch.BinCount;
    }

    [Benchmark(OperationsPerInvoke = Readings)]
    public int SketchKeyOf()
    {
        var sum = 0;
        foreach (var value in _walk) sum += QuantileSketch.KeyOf(value);
        return sum;
    }
}
