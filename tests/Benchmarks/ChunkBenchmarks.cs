using BenchmarkDotNet.Attributes;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Benchmarks;

/// <summary>An hour of one series, a reading every ten seconds; the set-up says how many bytes a reading takes.</summary>
[MemoryDiagnoser]
public class ChunkBenchmarks
{
    private const int Readings = 360;

    private readonly StoredReading[] _hour = Walks.TenSeconds(Readings);
    private readonly ChunkCodec _codec = new();
    private readonly List<StoredReading> _read = new(Readings);
    private readonly byte[] _chunk;
    private ByteWriter _writer = new(4_096);

    public ChunkBenchmarks()
    {
        _codec.Write(ref _writer, _hour);
        _chunk = _writer.Written.ToArray();
    }

    [GlobalSetup]
    public void SaySize() =>
        Console.WriteLine(FormattableString.Invariant($"// {_chunk.Length} bytes for {Readings} readings: {(double)_chunk.Length / Readings:0.000} a reading"));

    [Benchmark(OperationsPerInvoke = Readings)]
    public int ChunkWrite()
    {
        _writer.Reset();
        _codec.Write(ref _writer, _hour);
        return _writer.Length;
    }

    [Benchmark(OperationsPerInvoke = Readings)]
    public int ChunkRead()
    {
        _read.Clear();
        var reader = new ByteReader(_chunk);
        _codec.Read(ref reader, _read);
        return _read.Count;
    }
}
