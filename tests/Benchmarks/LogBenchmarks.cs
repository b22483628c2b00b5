using System.Buffers;
using BenchmarkDotNet.Attributes;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;

namespace SmartSectors.Benchmarks;

/// <summary>A block of 8,000 messages of three values, of 8,000 devices in all partitions, as 250 socket reads brought them.</summary>
[MemoryDiagnoser]
public class LogBenchmarks
{
    private const int Messages = 8_000;
    private const int MessagesPerRead = 32;

    private readonly BlockBuilder _builder = new();
    private readonly LogBatch[] _batches = [.. Enumerable.Range(0, Messages / MessagesPerRead).Select(Read)];

    [Benchmark(OperationsPerInvoke = Messages)]
    public int BuildBlock()
    {
        var (rented, length) = _builder.Build(_batches, BlockFlags.None, receiptMs: 1_795_212_000_000, schemeVersion: 1, producer: 1, sequence: 1);
        ArrayPool<byte>.Shared.Return(rented);
        return length;
    }

    private static PlainBatch Read(int read)
    {
        var batch = new PlainBatch();
        for (var i = read * MessagesPerRead; i < (read + 1) * MessagesPerRead; i++)
        {
            batch.BeginSample(Numbers.Of((i * 29) % Numbers.PartitionCount, 1 + (i / Numbers.PartitionCount)), 1_795_212_000_000 + i, SampleFlags.None);
            for (ushort indicator = 1003; indicator < 1006; indicator++) batch.TryAddValue(indicator, i / 10.0);
        }

        return batch;
    }

    private sealed class PlainBatch : LogBatch
    {
        public override void OnDurable()
        {
        }

        public override void OnCommitEnd()
        {
        }
    }
}
