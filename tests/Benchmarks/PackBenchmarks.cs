using BenchmarkDotNet.Attributes;
using SmartSectors.Benchmarks.Queries;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Benchmarks;

/// <summary>A chart's part of a packed cell: an hour of a province's minutes, from its bytes to the columns of the answer.</summary>
[MemoryDiagnoser]
public class PackBenchmarks
{
    private const int Minutes = 60;

    private readonly CellPackReader _reader = new();
    private byte[] _pack = [];

    [GlobalSetup]
    public void Pack()
    {
        var random = new Random(1);
        var writer = new ByteWriter(4096);
        CellPackCodec.Write(ref writer, [.. Enumerable.Range(0, Minutes).Select(minute => new PackedCell(minute, 0, StoredDay.AnyCell(random)))]);
        _pack = writer.Written.ToArray();
    }

    [Benchmark(OperationsPerInvoke = Minutes, Baseline = true)]
    public PointColumns MeanAndCount() => Read(Statistics.Mean | Statistics.Count);

    [Benchmark(OperationsPerInvoke = Minutes)]
    public PointColumns Everything() => Read(Statistics.All);

    private PointColumns Read(Statistics wanted)
    {
        _reader.Open(_pack, CellPoints.PartsFor(wanted, StoredDay.Indicator, Window.Minute));
        var points = new PointColumns(StoredDay.Indicator, Window.Minute, wanted, Minutes);
        for (var i = 0; i < _reader.Count; i++) points.Add(_reader.Lend(i), StoredDay.BeginMs + (i * WindowCalendar.MinuteMs), 0, isFinal: true);
        return points;
    }
}
