using BenchmarkDotNet.Attributes;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks;

/// <summary>One body of three values, as a soil probe sends it: the plain path, and the full one that escapes force.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private readonly byte[] _plain = """{"ts":1795212000000,"values":{"soil_temp":27.4,"soil_moisture":31.2,"soil_ec":1.07}}"""u8.ToArray();
    private readonly byte[] _escaped = """{"ts":1795212000000,"values":{"soil_temp":"27.4","soil\u005fmoisture":31.2,"soil_ec":1.07}}"""u8.ToArray();
    private readonly DecodeLimits _limits = new();
    private IndicatorNames _names = null!;

    [GlobalSetup]
    public void LoadScheme()
    {
        SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme);
        _names = scheme!.Names;
    }

    [Benchmark]
    public double ThreeValues() => Decode(_plain);

    [Benchmark]
    public double ThreeValuesFull() => Decode(_escaped);

    private double Decode(byte[] body)
    {
        var sink = new SummingSink();
        if (NativeJsonDecoder.Decode(body, _names, ref sink, _limits) is not RejectReason.None || sink.Count != 3)
            throw new InvalidOperationException("BUG: the benchmark's body was refused");
        return sink.Sum;
    }

    private struct SummingSink : IReadingSink
    {
        public double Sum;
        public int Count;

        public readonly void BeginSample(long timeMs)
        {
        }

        public void Value(ushort indicator, double value)
        {
            Sum += value;
            Count++;
        }

        public readonly void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
        {
        }

        public readonly void EndSample()
        {
        }
    }
}
