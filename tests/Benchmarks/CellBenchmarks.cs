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
    private readonly double[] _levels = ScatteredLevels();
    private readonly Cell _cell = new();
    private readonly QuantileSketch _sketch = new();
    private readonly QuantileSketch _scattered = new();

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

    /// <summary>A site's devices in turn, each at a level of its own.</summary>
    [Benchmark(OperationsPerInvoke = Readings)]
    public int SketchAddScattered()
    {
        foreach (var value in _levels) _scattered.Add(value);
        return _scattered.BinCount;
    }

    [Benchmark(OperationsPerInvoke = Readings)]
    public int SketchKeyOf()
    {
        var sum = 0;
        foreach (var value in _walk) sum += QuantileSketch.KeyOf(value);
        return sum;
    }

    private static double[] ScatteredLevels()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Readings).Select(_ => 20 + (random.Next(400) / 10.0))];
    }
}
