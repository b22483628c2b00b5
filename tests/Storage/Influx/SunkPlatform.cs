using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>Three days of readings, cells of all levels and their revisions, in the stores and in a real influxd.</summary>
public sealed class SunkPlatform : IAsyncLifetime, IDisposable
{
    private readonly CheckedStores _stores = new(sinkHeldBytes: 1L << 30);
    private readonly RealInflux _influx = new();
    private readonly QueryPool _pool;

    public SunkPlatform() => _pool = new QueryPool(_stores.Options);

    internal InfluxOptions Options => _influx.Options("platform");

    internal SqliteAggregateQuery Cells => new(_pool, AreaCatalog.Load());

    public async Task InitializeAsync()
    {
        using var client = new InfluxClient(Options, TimeProvider.System);
        var delivery = new LineDelivery(client, NullLogger.Instance);
        await new InfluxDatabases(client, Options, NullLogger.Instance).PrepareAsync(default);
        using var cursors = new SinkCursors(SinkCursors.PathOf(_stores.Options), "platform");
        using var readings = new ReadingSink(Options, _stores.Options, new SinkHolds(_stores.Options), cursors, new SeriesNames(SchemeCatalog.Load), delivery);
        while (await readings.StepAsync(default))
        {
            // Until InfluxDB has all readings.
        }

        using var cells = CellSink(cursors, delivery, Options);
        while (await cells.StepAsync(default))
        {
            // And all cells.
        }

        Assert.Equal(0, delivery.Refused);
    }

    /// <summary>Writes to a database of its own what the notes of revisions name, and no window because it closed.</summary>
    internal async Task<InfluxOptions> SinkRevisionsAsync()
    {
        var options = _influx.Options("revisions");
        using var client = new InfluxClient(options, TimeProvider.System);
        await new InfluxDatabases(client, options, NullLogger.Instance).PrepareAsync(default);
        using var cursors = new SinkCursors(Path.Combine(_stores.Options.DataDirectory, "revisions.db"), "revisions");
        foreach (var window in Enum.GetValues<Window>())
            cursors.Closed(window, await _pool.AskAsync(view => view.Areas.Frontier(window), default));
        using var cells = CellSink(cursors, new LineDelivery(client, NullLogger.Instance), options);
        while (await cells.StepAsync(default))
        {
            // Until no note is left.
        }

        return options;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _pool.Dispose();
        _stores.Dispose();
        _influx.Dispose();
    }

    private CellSink CellSink(SinkCursors cursors, LineDelivery delivery, InfluxOptions options) =>
        new(options, _stores.Options, new SinkHolds(_stores.Options), cursors, SchemeCatalog.Load, AreaCatalog.Load(), delivery);
}

/// <summary>The tests that ask it share one.</summary>
[CollectionDefinition(Name)]
public sealed class SunkPlatformCollection : ICollectionFixture<SunkPlatform>
{
    public const string Name = "platform with influxd";
}
