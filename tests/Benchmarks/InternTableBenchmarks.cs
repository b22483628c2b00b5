using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using SmartSectors.Telemetry.Collections;

namespace SmartSectors.Benchmarks;

/// <summary>From a topic to a device's number, among 100,000 topics in no order.</summary>
[MemoryDiagnoser]
public class InternTableBenchmarks
{
    private const int Topics = 100_000;
    private const int LookUps = 4_096;

    private readonly InternTable _table = new();
    private readonly byte[][] _asked = new byte[LookUps][];

    [GlobalSetup]
    public void Fill()
    {
        var topics = new byte[Topics][];
        for (var i = 0; i < Topics; i++)
        {
            topics[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sectors/transport/station-{i % 500}/counter-{i}/telemetry"));
            _table.Add(topics[i], (ulong)i);
        }

        new Random(1).GetItems(topics, _asked);
    }

    [Benchmark(OperationsPerInvoke = LookUps)]
    public ulong TryFind()
    {
        var sum = 0UL;
        foreach (var topic in _asked)
        {
            if (_table.TryFind(topic, out var value, out _)) sum += value;
        }

        return sum;
    }
}
