using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Tests.Influx;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Contract;

/// <summary>
/// The same readings in the partitions' databases and in a real influxd: forty days of a busy device, and some of devices
/// whose names were chosen to do harm.
/// </summary>
public sealed class ContractStores : IAsyncLifetime, IDisposable
{
    private const int Days = 40;

    private readonly SunkStores _stores = new(options => options with { SinkHeldBytes = null, MaxReadingsAsked = MaxReadings, CompactionFanOut = 4, MovedReadings = 500, MovedReadingsPerSeries = 50 });
    private readonly RealInflux _influx = new();
    private readonly QueryPool _pool;

    public ContractStores() => _pool = new QueryPool(_stores.Options);

    public const string Busy = "busy";

    public const int MaxReadings = 3_000;

    /// <summary>Has more readings than one question may read, and all in whole days.</summary>
    public const string TooBusy = "too-busy";

    public static IReadOnlyList<string> Names { get; } =
    [
        "probe-1", "vườn ươm Đắk Lắk", "a b", "a,b", "a=b", "a\\", "\\'", "'", "\"", "\"'\"", "a\nb", "a\r\nb", "a\tb", " ", " leading", "trailing ", "%", "%0A", "100%25",
        "'; DROP DATABASE smartsectors; --", "' OR 1=1 --", "') OR ('1'='1", "x value=1 0\nreadings,device=forged value=2", "device=busy,indicator=RAIN", "/.*/", "$1", "_internal",
        "ộ", "o\u0302\u0323", "\U0001F33E", "\u0085", "\u2028", new string('n', 500),
    ];

    internal IReadOnlyDictionary<(string Device, string Indicator, long TimeMs), StoredReading> Expected => _stores.Expected;

    internal static long StartMs => SunkStores.StartMs;

    internal static long EndMs => StartMs + (Days * WindowCalendar.DayMs);

    internal SqliteReadingQuery Embedded => new(_pool, _stores.Options);

    /// <summary>Asks InfluxDB for what is before a moment.</summary>
    internal InfluxReadingQuery InfluxBefore(long borderMs) =>
        new(Options, _stores.Options, _pool, Embedded, new FixedBorder(borderMs), TimeProvider.System);

    internal InfluxOptions Options => new() { Url = _influx.Url, Token = "token", PageReadings = 700 };

    public async Task InitializeAsync()
    {
        var random = new Random(20261122);
        for (var day = 0; day < Days; day++)
        {
            _stores.Clock.NowMs = StartMs + (day * WindowCalendar.DayMs);
            _stores.Commit(3, Enumerable.Range(0, 24).Where(_ => random.Next(8) > 0).Select(hour => Reading(Busy, SunkStores.Moisture, day, hour, random)));
            _stores.Commit(4, Enumerable.Range(0, 90).Select(part => (TooBusy, SunkStores.Moisture, _stores.Clock.NowMs + (part * 900_000L), 1.0 * part, default(QualityFlags))));
            for (var i = day; i < Names.Count; i += Days / 4)
                _stores.Commit(5 + (i % 3), Reading(Names[i], SunkStores.Moisture, day, 1, random), Reading(Names[i], SunkStores.Rain, day, 2, random));
        }

        using var client = new InfluxClient(Options, TimeProvider.System);
        await new InfluxDatabases(client, Options, NullLogger.Instance).PrepareAsync(default);
        using var cursors = new SinkCursors(SinkCursors.PathOf(_stores.Options), "contract");
        using var sink = _stores.Sink(cursors, new LineDelivery(client, NullLogger.Instance), Options);
        while (await sink.StepAsync(default))
        {
            // Until InfluxDB has everything.
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _pool.Dispose();
        _stores.Dispose();
        _influx.Dispose();
    }

    // Values of all sizes, and flags of all kinds.
    private static (string, Indicator, long, double, QualityFlags) Reading(string device, Indicator indicator, int day, int hour, Random random)
    {
        var flags = QualityFlags.Of(QualityTest.Spike, (ReadingFlag)random.Next(1, 5)) | QualityFlags.Of(QualityTest.GrossRange, (ReadingFlag)random.Next(1, 5));
        var value = random.Next(4) switch
        {
            0 => random.Next(-400, 400) / 10.0,
            1 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
            2 => -0.0,
            _ => random.NextDouble(),
        };
        return (device, indicator, StartMs + (day * WindowCalendar.DayMs) + (hour * WindowCalendar.HourMs) + random.Next(1_000_000), value, flags);
    }

    private sealed class FixedBorder(long borderMs) : IReadingBorder
    {
        public ValueTask<long> FindAsync(int partition, CancellationToken cancellationToken) => ValueTask.FromResult(borderMs);
    }
}
