using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Host.Roles;
using SmartSectors.Ingestion;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Registry;
using SmartSectors.Storage;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.EndToEnd.Tests.Latest;

/// <summary>Last readings over several partitions, with devices that are awake and others that sleep.</summary>
public sealed class LatestReadingsTests : IAsyncLifetime, IDisposable
{
    private const int PartitionsInUse = 5, DevicesEach = 7;
    private static readonly long s_noon = new DateTimeOffset(2026, 11, 21, 5, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly Scheme s_scheme = SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme) ? scheme : throw new InvalidOperationException();
    private static readonly Indicator[] s_indicators = [IndicatorOf("AIR_TEMP"), IndicatorOf("SOIL_TEMP")];

    private readonly ScratchFolder _scratch = new();
    private readonly List<(string Device, string Indicator, double Value)> _expected = [];
    private DeviceRegistry _registry = null!;
    private SqlitePartitionStore _store = null!;
    private PartitionHost _partitions = null!;
    private QueryPool _pool = null!;
    private LatestReadings _latest = null!;
    private long _offset;

    public async Task InitializeAsync()
    {
        var storage = new StorageOptions { DataDirectory = _scratch.Path };
        _registry = await DeviceRegistry.OpenAsync(Path.Combine(_scratch.Path, "registry.db"));
        _store = new SqlitePartitionStore(storage, TimeProvider.System);
        _partitions = new PartitionHost(
            new NoLog(), _store, [.. s_scheme.Indicators], new PartitionOptions(), new PartitionHostOptions { Workers = 2 }, TimeProvider.System,
            NullLogger<PartitionHost>.Instance, new SchemeFiles(storage));
        _partitions.Recover();
        _pool = new QueryPool(storage);
        var directory = new DeviceDirectory(_registry, new CurrentRulebook(Rulebook.Carried), new IngestionOptions());
        directory.Load(
            Enumerable.Range(0, PartitionsInUse).Select(partition => new KnownSite(Numbers.Of(partition, 1), Sector.Agriculture, SiteOf(partition), AreaOf(partition))),
            from partition in Enumerable.Range(0, PartitionsInUse)
            from index in Enumerable.Range(1, DevicesEach)
            select new KnownDevice(Numbers.Of(partition, index), DeviceOf(partition, index), Numbers.Of(partition, 1)));
        _latest = new LatestReadings(_partitions, directory, new DevicePageQuery(_pool), AreaCatalog.Load());
        await FillAsync();
    }

    [Fact]
    public async Task Pages_of_any_size_hold_every_last_reading_once_of_sleepers_too()
    {
        foreach (var limit in new[] { 1, 2, 5, 13, 10_000 })
        {
            var pages = await AllAsync(new LatestRequest(s_indicators, null, "VN", limit, null));

            Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Readings.Count));
            var found = pages.SelectMany(page => page.Readings).ToList();
            Assert.Equal(_expected, found.Select(reading => (reading.DeviceId, reading.Indicator.Code, reading.Value)));
            Assert.Equal(PartitionsInUse, found.Where(reading => reading.Link == LinkPhase.Live).DistinctBy(reading => reading.DeviceId).Count());
        }
    }

    [Fact]
    public async Task They_are_of_the_site_area_and_indicators_that_were_asked_for()
    {
        Assert.Equal(_expected.Where(row => row.Device.StartsWith("d3-", StringComparison.Ordinal)), Rows(await AllAsync(new LatestRequest(s_indicators, "site-3", "VN", 4, null))));
        Assert.Equal(_expected.Where(row => row.Device.StartsWith("d2-", StringComparison.Ordinal)), Rows(await AllAsync(new LatestRequest(s_indicators, null, AreaOf(2), 4, null))));
        Assert.Equal(_expected.Where(row => row.Indicator == "SOIL_TEMP"), Rows(await AllAsync(new LatestRequest([s_indicators[1]], null, "VN", 4, null))));
        Assert.Empty(Rows(await AllAsync(new LatestRequest(s_indicators, null, "unassigned", 4, null))));
    }

    [Fact]
    public async Task A_cursor_that_was_made_up_is_told()
    {
        foreach (var cursor in new[] { "", "1-2", "64-1-1", "1-2--3", "1-2-99999999999" })
        {
            await Assert.ThrowsAsync<InvalidCursorException>(
                async () => await _latest.FindPageAsync(new LatestRequest(s_indicators, null, "VN", 4, cursor), CancellationToken.None));
        }
    }

    public async Task DisposeAsync()
    {
        _partitions.Dispose();
        _pool.Dispose();
        _store.Dispose();
        await _registry.DisposeAsync();
    }

    public void Dispose() => _scratch.Dispose();

    // All are heard at noon, and from then on one of each partition alone.
    private async Task FillAsync()
    {
        Deliver(s_noon, BlockFlags.Started, batch =>
        {
            foreach (var partition in Enumerable.Range(0, PartitionsInUse))
            {
                batch.Add(partition, ControlKind.SiteSeen, new SiteSeen(Numbers.Of(partition, 1), Sector.Agriculture, SiteOf(partition), AreaOf(partition)).Write);
                foreach (var index in Enumerable.Range(1, DevicesEach))
                {
                    batch.Add(partition, ControlKind.DeviceSeen, new DeviceSeen(Numbers.Of(partition, index), Numbers.Of(partition, 1), DeviceOf(partition, index)).Write);
                    batch.BeginSample(Numbers.Of(partition, index), s_noon, SampleFlags.None);
                    foreach (var indicator in s_indicators.Reverse().Take(1 + (index % 2))) batch.TryAddValue(indicator.Number, ValueOf(partition, index));
                    _expected.Add((DeviceOf(partition, index), "SOIL_TEMP", ValueOf(partition, index)));
                    if (index % 2 == 1) _expected.Add((DeviceOf(partition, index), "AIR_TEMP", index == 1 ? 29 : ValueOf(partition, index)));
                }
            }
        });
        for (var minute = 15; minute <= 180; minute++)
        {
            var now = s_noon + (minute * 60_000);
            Deliver(now, BlockFlags.None, batch =>
            {
                foreach (var partition in Enumerable.Range(0, PartitionsInUse))
                {
                    batch.BeginSample(Numbers.Of(partition, 1), now, SampleFlags.None);
                    batch.TryAddValue(s_indicators[0].Number, 29);
                }
            });
        }

        foreach (var partition in Enumerable.Range(0, PartitionsInUse)) Assert.Equal(1, await _partitions.AskAsync(partition, asked => asked.ActiveDeviceCount));
    }

    private void Deliver(long receiptMs, BlockFlags flags, Action<Batch> fill)
    {
        var batch = new Batch();
        fill(batch);
        var (rented, length) = new BlockBuilder().Build([batch], flags, receiptMs, schemeVersion: 1, producer: 7, sequence: (uint)_offset + 1);
        _partitions.Deliver(new CommittedBlock(++_offset, rented[..length], length, batch.ReadingCount, null));
    }

    private async Task<List<LatestPage>> AllAsync(LatestRequest request)
    {
        var pages = new List<LatestPage>();
        do pages.Add(await _latest.FindPageAsync(request with { Cursor = pages.LastOrDefault()?.Next }, CancellationToken.None));
        while (pages[^1].Next is not null);
        return pages;
    }

    private static IEnumerable<(string, string, double)> Rows(List<LatestPage> pages) =>
        pages.SelectMany(page => page.Readings).Select(reading => (reading.DeviceId, reading.Indicator.Code, reading.Value));

    private static Indicator IndicatorOf(string code) => s_scheme.TryGet(code, out var indicator) ? indicator : throw new InvalidOperationException();

    private static string SiteOf(int partition) => $"site-{partition}";

    private static string AreaOf(int partition) => AreaCatalog.Load().Communes[partition].Code;

    private static string DeviceOf(int partition, int index) => $"d{partition}-{index}";

    private static double ValueOf(int partition, int index) => 20 + partition + (index / 10.0);

    private sealed class Batch : LogBatch
    {
        public delegate void RecordWriter(ref ByteWriter writer);

        public void Add(int partition, ControlKind kind, RecordWriter write)
        {
            var writer = new ByteWriter(64);
            write(ref writer);
            AddControl(partition, kind, writer.Written);
        }

        public override void OnDurable()
        {
        }

        public override void OnCommitEnd()
        {
        }
    }

    /// <summary>Nothing was logged before.</summary>
    private sealed class NoLog : IReadingLog
    {
        public long LastOffset => 0;

        public ValueTask AppendAsync(LogBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IEnumerable<CommittedBlock> Read(long fromOffset) => [];

        public void TruncateBefore(long offset)
        {
        }

        public void Hold(LogHold hold)
        {
        }
    }
}
