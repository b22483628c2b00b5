using Microsoft.Extensions.Logging;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Backup;

/// <summary>
/// What a start does, without the platform: applies the log to the partitions and merges the areas, until both stand at
/// the log's end.
/// </summary>
internal sealed class RollForward(StorageOptions of, AreaCatalog catalog, TimeProvider time, ILoggerFactory logs)
{
    private readonly StorageOptions _options = of.KeepingAll();

    /// <summary>Where it ended.</summary>
    /// <param name="Stops">Why partitions stand still, and at which offsets; empty when none does.</param>
    public sealed record Outcome(long LastOffset, IReadOnlyList<string> Stops);

    public Outcome Run()
    {
        using var store = new SqlitePartitionStore(_options, time);
        using var log = new SqliteReadingLog(_options, schemeVersion: () => 0, time, logs.CreateLogger<SqliteReadingLog>());
        using var areaStore = new SqliteAreaStore(_options, store);

        // Opened before the partitions go on: what areas consumed of commits that a partition makes again is consumed
        // again, for commits made in another recovery may have other numbers.
        var areas = new AreaPropagator(areaStore, catalog, time, settle: TimeSpan.Zero);
        IReadOnlyList<string> stops;
        using (var partitions = new PartitionHost(
            log, store, [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)], new PartitionOptions(),
            new PartitionHostOptions(), time, logs.CreateLogger<PartitionHost>(), new SchemeFiles(_options)))
        {
            partitions.Recover();
            stops = partitions.Stops;
        }

        MergeAll(areas);
        return new Outcome(log.LastOffset, stops);
    }

    // A pass takes a bounded part of the feeds: the end is a pass that finds nothing more.
    private static void MergeAll(AreaPropagator areas)
    {
        long[] before;
        do before = [.. areas.Consumed];
        while (areas.Pass() > 0 || !before.AsSpan().SequenceEqual([.. areas.Consumed]));
    }
}
