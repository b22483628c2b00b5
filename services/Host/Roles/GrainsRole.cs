using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Watching;
using SmartSectors.Host.Configuration;
using SmartSectors.Host.Live;
using SmartSectors.Host.Observability;
using SmartSectors.Host.Rules;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Storage;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Erasure;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Roles;

/// <summary>The reading log, the partitions with their grains and stores, and propagation to the areas.</summary>
internal static class GrainsRole
{
    public static void AddGrainsRole(this WebApplicationBuilder builder, PlatformOptions options)
    {
        var services = builder.Services;
        builder.AddDeviceDirectory(options);
        services.AddSingleton(AreaCatalog.Load());
        services.AddSingleton(new StorageOptions
        {
            DataDirectory = options.DataDirectory,
            LogArchiveDirectory = options.Log.ArchiveDirectory,
            LogArchiveAfter = options.Log.ArchiveAfter,
            UnknownReadingsBytes = options.Limits.UnknownReadingsBytes,
            MaxReadingsAsked = options.Limits.MaxReadingsAsked,
            ReadingsKept = options.Retention.Readings,
            SiteMinutesKept = options.Retention.SiteMinutes,
            AreaMinutesKept = options.Retention.AreaMinutes,
            UnknownReadingsKept = options.Limits.UnknownReadingsKept,
            CellsPackedAtOnce = options.Limits.CellsPackedAtOnce,
            ChunksDroppedAtOnce = options.Limits.ChunksDroppedAtOnce,
            DiskBudgetBytes = options.Retention.DiskBudget,
            SinkHeldBytes = options.Influx?.HeldBytes,
            SinkHeldLonger = options.Influx?.HeldLonger ?? TimeSpan.Zero,
        });
        services.AddSingleton(new PartitionOptions());
        services.AddSingleton(new PartitionHostOptions());
        services.AddSingleton(new PropagationOptions());

        services.AddSingleton<ISchemeTexts, SchemeFiles>();
        services.AddSingleton(new CommitVersions(options.Limits.MaxUnchangedDays));
        services.AddSingleton<CommitWatch>();
        services.AddSingleton<SinkHolds>();
        services.AddSingleton<DiskHorizon>();
        services.AddSingleton<SqlitePartitionStore>();
        services.AddSingleton<IPartitionStore>(provider => provider.GetRequiredService<SqlitePartitionStore>());
        services.AddSingleton(provider => new SqliteReadingLog(
            provider.GetRequiredService<StorageOptions>(), () => provider.GetRequiredService<CurrentRulebook>().Schemes.Version,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteReadingLog>>()));
        services.AddSingleton<IReadingLog>(provider => provider.GetRequiredService<SqliteReadingLog>());
        services.AddSingleton(provider => new PartitionHost(
            provider.GetRequiredService<IReadingLog>(), provider.GetRequiredService<IPartitionStore>(),
            [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)],
            provider.GetRequiredService<PartitionOptions>(), provider.GetRequiredService<PartitionHostOptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PartitionHost>>(),
            provider.GetRequiredService<ISchemeTexts>()));
        services.AddSingleton<Func<IAreaStore>>(provider => () => new SqliteAreaStore(
            provider.GetRequiredService<StorageOptions>(), provider.GetRequiredService<IPartitionStore>(), provider.GetRequiredService<CommitWatch>(),
            provider.GetRequiredService<SinkHolds>()));
        services.AddSingleton<PropagationService>();

        services.AddSingleton<QueryPool>();
        services.AddSingleton<SqliteLedgerQuery>();
        services.AddSingleton<IAggregateQuery, SqliteAggregateQuery>();
        services.AddSingleton<IContributionQuery, SqliteContributionQuery>();
        services.AddSingleton<IClosedWindows, SqliteClosedWindows>();
        services.AddSingleton<SqliteReadingQuery>();
        services.AddSingleton<IReadingQuery>(provider => provider.GetRequiredService<SqliteReadingQuery>());
        services.AddSingleton<GrainQueries>();
        services.AddSingleton<IAnswerVersions>(provider => new AnswerVersions(
            provider.GetRequiredService<CommitVersions>(), provider.GetRequiredService<DeviceDirectory>(), provider.GetRequiredService<StorageOptions>(),
            provider.GetRequiredService<TimeProvider>(), knowsReadings: options.Influx is null));
        services.AddSingleton(new LiveOptions());
        services.AddSingleton<StoreNumbers>();
        services.AddSingleton<LiveCells>();
        services.AddSingleton<ILiveCells>(provider => provider.GetRequiredService<LiveCells>());
        services.AddSingleton<ICommitListener>(provider => provider.GetRequiredService<LiveCells>());
        services.AddSingleton<LiveReadings>();
        services.AddSingleton<ILiveReadings>(provider => provider.GetRequiredService<LiveReadings>());
        services.AddSingleton<ICommitListener>(provider => provider.GetRequiredService<LiveReadings>());
        services.AddSingleton<DevicePageQuery>();
        services.AddSingleton<ILatestQuery, LatestReadings>();
        services.AddSingleton<ISiteDevices, SqliteSiteDevices>();
        services.AddSingleton<IReadingCosts, SqliteReadingCosts>();
        services.AddSingleton<IKeptQuery>(provider => new SqliteKeptQuery(provider.GetRequiredService<QueryPool>(), hasOlderReadings: options.Influx is not null));
        services.AddSingleton<KeptReadingQuery>();
        services.AddSingleton<IUnknownReadings, UnknownReadings>();
        services.AddSingleton<IConditionReports, ConditionReports>();
        services.AddSingleton<ErasureQuery>();
        services.AddSingleton<IErasures, Erasures>();
        services.AddSingleton<ILedgerQuery>(provider => provider.GetRequiredService<GrainQueries>());
        services.AddSingleton<IDeviceTwinQuery>(provider => provider.GetRequiredService<GrainQueries>());
        services.AddSingleton<IPlatformStatusQuery>(provider => provider.GetRequiredService<GrainQueries>());

        services.AddHostedService<GrainsService>();
        services.AddSingleton(options.RuleDirectories);
        services.AddSingleton(new RuleOptions { LookInterval = options.Limits.LookInterval });
        services.AddSingleton<RuleKeeper>();
        services.AddSingleton<IRuleReload>(provider => provider.GetRequiredService<RuleKeeper>());
        services.AddHostedService(provider => provider.GetRequiredService<RuleKeeper>());
        services.AddHostedService<PlatformMeters>();
        services.AddHostedService<HeapKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<PropagationService>());
        services.AddSingleton<DiskKeeper>();
        services.AddSingleton<IDiskStatusQuery>(provider => provider.GetRequiredService<DiskKeeper>());
        services.AddHostedService(provider => provider.GetRequiredService<DiskKeeper>());
        if (options.Influx is { } influx) services.AddInflux(influx);
    }
}
