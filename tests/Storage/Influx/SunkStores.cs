using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>Partitions' databases that a test commits readings to, and beside them what must be in InfluxDB for it.</summary>
internal sealed class SunkStores : IDisposable
{
    public const long StartMs = 1_793_552_400_000; // 2026-11-02, midnight in Vietnam

    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<(int Partition, string Device, ushort Indicator), int> _series = [];
    private readonly Dictionary<int, Dictionary<string, int>> _devices = [];
    private readonly Dictionary<int, long> _commits = [];

    public SunkStores(Func<StorageOptions, StorageOptions>? change = null)
    {
        Options = new StorageOptions { DataDirectory = _folder.Path, SinkHeldBytes = 1L << 30 };
        if (change is not null) Options = change(Options);
        Holds = new SinkHolds(Options);
        Store = new SqlitePartitionStore(Options, Clock, holds: Holds, horizon: Horizon);
    }

    /// <summary>What the disk budget asks of retention.</summary>
    public DiskHorizon Horizon { get; } = new();

    /// <summary>The log's clock goes with the test's, so that retention does.</summary>
    public bool IsClockTold { get; init; }

    public StorageOptions Options { get; }

    public ManualClock Clock { get; } = new(StartMs);

    public SqlitePartitionStore Store { get; private set; }

    public SinkHolds Holds { get; private set; }

    /// <summary>The reading that stands of each moment.</summary>
    public Dictionary<(string Device, string Indicator, long TimeMs), StoredReading> Expected { get; } = [];

    public static Indicator Moisture { get; } = Indicator("SOIL_MOISTURE");

    public static Indicator Rain { get; } = Indicator("RAIN");

    /// <summary>Commits readings of devices; a device is in one partition for ever.</summary>
    public void Commit(int partition, params IEnumerable<(string Device, Indicator Indicator, long TimeMs, double Value, QualityFlags Flags)> readings)
    {
        var commit = new PartitionCommit { Number = _commits[partition] = _commits.GetValueOrDefault(partition) + 1 };
        if (IsClockTold) commit.Frontiers[(int)Window.Minute] = Clock.NowMs;
        if (commit.Number == 1) commit.Sites.Add(new SiteRow(1, (byte)Sector.Agriculture, $"plot-{partition}", ""));
        foreach (var (device, indicator, timeMs, value, flags) in readings)
        {
            commit.AddReading(SeriesOf(partition, device, indicator, commit), timeMs, value, flags);
            Expected[(device, indicator.Code, timeMs)] = new StoredReading(timeMs, value, flags.Aggregate, flags.Findings);
        }

        Store.Commit(partition, commit);
    }

    /// <summary>Erases the readings of a device measured in [from, until).</summary>
    public void Erase(int partition, string device, long fromMs, long untilMs)
    {
        var commit = new PartitionCommit { Number = ++_commits[partition] };
        var index = _devices[partition][device];
        var series = _series.Where(entry => entry.Key.Partition == partition && entry.Key.Device == device).Select(entry => entry.Value).ToHashSet();
        commit.ErasureOrders.Add(new ErasureOrder(index, ++_erasures, fromMs, untilMs, Clock.NowMs, "an operator", "asked for"));
        commit.Erasures.Add(new ErasedReadings(index, _erasures, fromMs, untilMs, series, untilMs, Clock.NowMs));
        Store.Commit(partition, commit);
        foreach (var key in Expected.Keys.Where(key => key.Device == device && key.TimeMs >= fromMs && key.TimeMs < untilMs).ToList()) Expected.Remove(key);
    }

    private int _erasures;

    public ReadingSink Sink(SinkCursors cursors, LineDelivery delivery, InfluxOptions influx) =>
        new(influx, Options, Holds, cursors, new SeriesNames(SchemeCatalog.Load), delivery);

    public void Reopen()
    {
        Store.Dispose();
        Holds = new SinkHolds(Options);
        Store = new SqlitePartitionStore(Options, Clock, holds: Holds, horizon: Horizon);
        foreach (var partition in _commits.Keys) Store.Load(partition);
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private static Indicator Indicator(string code) =>
        SchemeCatalog.Load().TryGet(Sector.Agriculture, code, out var indicator) ? indicator : throw new ArgumentException(code);

    private int SeriesOf(int partition, string device, Indicator indicator, PartitionCommit commit)
    {
        if (_series.TryGetValue((partition, device, indicator.Number), out var known)) return known;
        if (!_devices.TryGetValue(partition, out var devices)) _devices.Add(partition, devices = []);
        if (!devices.TryGetValue(device, out var index))
        {
            devices.Add(device, index = devices.Count + 1);
            commit.Devices.Add(new DeviceRow(index, 1, device));
        }

        var number = _series.Keys.Count(key => key.Partition == partition);
        _series.Add((partition, device, indicator.Number), number);
        commit.NewSeries.Add(new SeriesRow(number, index, indicator.Number));
        return number;
    }
}
