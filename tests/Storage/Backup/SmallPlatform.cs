using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Backup;

/// <summary>
/// Log, partitions and areas over a data directory, in this process, on a clock that the test moves: two sites of two
/// partitions with three devices each.
/// </summary>
internal sealed class SmallPlatform : IDisposable
{
    public const long StartMs = 1_793_365_200_000; // 30 October 2026, 20:00 in Vietnam

    private static readonly int[] s_partitions = [5, 40];

    private readonly SqlitePartitionStore _store;
    private readonly SqliteReadingLog _log;
    private readonly PartitionHost _host;
    private readonly SqliteAreaStore _areaStore;
    private readonly AreaPropagator _areas;
    private readonly ManualClock _clock;

    public SmallPlatform(StorageOptions options, ManualClock clock)
    {
        _clock = clock;
        Options = options;
        _store = new SqlitePartitionStore(options, clock);
        _log = new SqliteReadingLog(options, () => 1, clock, NullLogger<SqliteReadingLog>.Instance);
        _host = new PartitionHost(
            _log, _store, [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)], new PartitionOptions(),
            new PartitionHostOptions(), clock, NullLogger<PartitionHost>.Instance, new SchemeFiles(options));
        _host.Recover();
        _areaStore = new SqliteAreaStore(options, _store);
        _areas = new AreaPropagator(_areaStore, AreaCatalog.Load(), clock, settle: TimeSpan.Zero);
        _log.Start(_host.Deliver);
    }

    public StorageOptions Options { get; }

    public SqliteReadingLog Log => _log;

    public static uint Device(int number) => Numbers.Of(s_partitions[number % 2], 1 + (number / 2));

    public static ushort Indicator { get; } = SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var known) ? known.Number : (ushort)0;

    /// <summary>Introduces the sites and devices.</summary>
    public Task IntroduceAsync() => AppendAsync(batch =>
    {
        var commune = AreaCatalog.Load().Communes[17].Code;
        foreach (var partition in s_partitions)
        {
            var site = new SiteSeen(Numbers.Of(partition, 1), Sector.Agriculture, $"plot-{partition}", commune);
            batch.AddControl(partition, ControlKind.SiteSeen, (ref ByteWriter writer) => site.Write(ref writer));
        }

        for (var number = 0; number < 6; number++)
        {
            var partition = s_partitions[number % 2];
            var device = new DeviceSeen(Device(number), Numbers.Of(partition, 1), $"probe-{number}");
            batch.AddControl(partition, ControlKind.DeviceSeen, (ref ByteWriter writer) => device.Write(ref writer));
        }
    });

    /// <summary>A minute goes by; then these are received.</summary>
    public Task ReceiveAsync(IReadOnlyList<(int Device, long TimeMs, double Value)> readings)
    {
        _clock.NowMs += 60_000;
        return AppendAsync(batch =>
        {
            foreach (var (device, timeMs, value) in readings)
            {
                batch.BeginSample(Device(device), timeMs, SampleFlags.None);
                batch.TryAddValue(Indicator, value);
            }
        });
    }

    /// <summary>Orders all readings of a device to be erased.</summary>
    public Task EraseAsync(int device) => AppendAsync(batch =>
    {
        var erased = new DeviceErased(Device(device), long.MinValue, long.MaxValue, "an operator", "asked for");
        batch.AddControl(Numbers.PartitionOf(Device(device)), ControlKind.DeviceErased, (ref ByteWriter writer) => erased.Write(ref writer));
    });

    /// <summary>Readings of a minute as they come: now, sometimes late, sometimes twice.</summary>
    public static List<(int Device, long TimeMs, double Value)> Some(Random random, long nowMs)
    {
        var readings = new List<(int, long, double)>();
        for (var device = 0; device < 6; device++)
        {
            var late = random.Next(8) == 0 ? random.Next(7_200_000) : 0;
            var reading = (device, nowMs - late, Math.Round(20 + (20 * random.NextDouble()), 1));
            readings.Add(reading);
            if (random.Next(10) == 0) readings.Add(reading);
        }

        return readings;
    }

    /// <summary>Everything that was appended is applied, and what is committed is merged.</summary>
    public async Task SettleAsync()
    {
        foreach (var partition in s_partitions) await _host.AskAsync(partition, asked => asked.Offset);
        while (_areas.Pass() > 0)
        {
            // Until nothing is on its way up.
        }
    }

    private async Task AppendAsync(Action<Batch> fill)
    {
        var batch = new Batch();
        fill(batch);
        await _log.AppendAsync(batch, CancellationToken.None);
        await batch.Durable;
    }

    public void Dispose()
    {
        _log.Stop();
        _host.Dispose();
        while (_areas.Pass() > 0)
        {
            // Until nothing is on its way up.
        }

        _areaStore.Dispose();
        _log.Dispose();
        _store.Dispose();
    }

    private delegate void Record(ref ByteWriter writer);

    private sealed class Batch : LogBatch
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Durable => _durable.Task;

        public void AddControl(int partition, ControlKind kind, Record write)
        {
            var writer = new ByteWriter(64);
            write(ref writer);
            AddControl(partition, kind, writer.Written);
        }

        public override void OnDurable() => _durable.SetResult();

        public override void OnCommitEnd()
        {
        }
    }
}
