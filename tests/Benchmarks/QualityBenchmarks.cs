using BenchmarkDotNet.Attributes;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks;

/// <summary>One reading through all tests in order; again after an insert; and its attribution by position.</summary>
[MemoryDiagnoser]
public class QualityBenchmarks
{
    private const int Readings = 4_096;
    private const int Window = 64;
    private const long StartMs = 1_795_212_000_000;
    private const int StepMs = 600_000;

    private readonly QualityControl _control = new(AirTemperature());
    private readonly QualitySample[] _walk = new QualitySample[Readings];
    private readonly QualityFlags[] _flags = new QualityFlags[Window];
    private readonly Position[] _inside = new Position[Readings];
    private readonly Position[] _anywhere = new Position[Readings];
    private readonly Position[] _coast = new Position[Readings];

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        var values = Walks.Decimals(Readings);
        for (var i = 0; i < Readings; i++)
        {
            _walk[i] = new QualitySample(
                StartMs + (i * (long)StepMs), values[i],
                ReceiptTests.Judge(_control.Rules, delayMs: 500, ReadingFlag.Unevaluated, DeviceCondition.Normal));
        }

        var locator = ProvinceLocator.Shipped;
        for (int inside = 0, coast = 0, anywhere = 0; inside < Readings || coast < Readings;)
        {
            var position = new Position(8 + (random.NextDouble() * 16), 102 + (random.NextDouble() * 8));
            if (anywhere < Readings) _anywhere[anywhere++] = position;
            if (locator.Find(position) is null) continue;
            if (inside < Readings) _inside[inside++] = position;
            // Two kilometres to the east: at sea, where it was the coast.
            var off = position with { Longitude = position.Longitude + 0.02 };
            if (coast < Readings && locator.Find(off with { Longitude = off.Longitude + 0.02 }) is null) _coast[coast++] = off;
        }
    }

    /// <summary>With what is judged at the receipt.</summary>
    [Benchmark(OperationsPerInvoke = Readings)]
    public uint AllTestsInOrder()
    {
        var sum = 0u;
        var state = default(QualityState);
        var (previousMs, previous, before) = (0L, 0.0, 0.0);
        foreach (ref readonly var reading in _walk.AsSpan())
        {
            var own = ReceiptTests.Judge(_control.Rules, reading.TimeMs & 1_023, ReadingFlag.Unevaluated, DeviceCondition.Normal);
            var flags = _control.Append(ref state, reading with { Own = own }, previousMs, previous, before, out var again);
            sum += (uint)flags.Aggregate + (uint)again.Aggregate;
            (previousMs, previous, before) = (reading.TimeMs, reading.Value, previous);
        }

        return sum;
    }

    /// <summary>A reading of a window that is judged again.</summary>
    [Benchmark(OperationsPerInvoke = Readings)]
    public int AllTestsInWindows()
    {
        var right = 0;
        for (var from = 0; from < Readings; from += Window)
            right += _control.Evaluate(_walk.AsSpan(from, Window), isFromStart: false, _flags, out _);
        return right;
    }

    [Benchmark(OperationsPerInvoke = Readings)]
    public int ProvinceOfPositionInside() => Found(_inside);

    [Benchmark(OperationsPerInvoke = Readings)]
    public int ProvinceOfPositionAnywhere() => Found(_anywhere);

    [Benchmark(OperationsPerInvoke = Readings)]
    public int ProvinceOfPositionByTheSea() => Found(_coast);

    private static int Found(Position[] positions)
    {
        var found = 0;
        var locator = ProvinceLocator.Shipped;
        foreach (var position in positions)
        {
            if (locator.Find(position) is not null) found++;
        }

        return found;
    }

    // It has every test of the table, climatology and the slow ones included.
    private static Indicator AirTemperature() =>
        SchemeCatalog.Load().TryGet(Sector.Agriculture, "AIR_TEMP", out var indicator) ? indicator : throw new InvalidOperationException("BUG: no AIR_TEMP");
}
