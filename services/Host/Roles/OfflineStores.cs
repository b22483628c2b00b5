using SmartSectors.Grains.Partitions;
using SmartSectors.Host.Commands;
using SmartSectors.Storage;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Export;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Roles;

/// <summary>The stores of a data directory for commands that run beside the platform or while it is stopped.</summary>
internal static class OfflineStores
{
    /// <summary>Registers the ports that the commands ask.</summary>
    public static void AddOfflineStores(this IServiceCollection services, string dataDirectory)
    {
        services.AddSingleton(new StorageOptions { DataDirectory = dataDirectory });
        services.AddSingleton(AreaCatalog.Load());
        services.AddSingleton<SchemeFiles>();
        services.AddSingleton<ISchemeTexts>(provider => provider.GetRequiredService<SchemeFiles>());
        services.AddSingleton(provider => SchemeCatalog.Load().With(provider.GetRequiredService<SchemeFiles>().Newest()));
        services.AddSingleton<QueryPool>();
        services.AddSingleton<SqliteLedgerQuery>();
        services.AddSingleton<ILedgerQuery, CommittedLedgerQuery>();
        services.AddSingleton<IConsistencyCheck, SqliteConsistencyCheck>();
        services.AddSingleton<ILogQuarantine, LogQuarantine>();
        services.AddSingleton<Unreadable>();
        services.AddSingleton<FileCheck>();
        services.AddSingleton<StoreInspection>();
        services.AddSingleton<OnlineBackup>();
        services.AddSingleton<Repair>();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddSingleton<ReadingExport>();
    }
}
