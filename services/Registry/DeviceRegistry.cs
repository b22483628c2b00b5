using Dapper;
using Microsoft.Data.Sqlite;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Registry;

/// <summary>
/// The sites, devices, API keys and audit entries of the platform, in registry.db. One writer at a time; every change
/// is durable (fsynced) when its call returns, and is in the outbox of the same transaction. Readers use
/// <see cref="Current"/>.
/// </summary>
/// <remarks>I/O failures (a full disk, say) are thrown as <see cref="SqliteException"/>; nothing of the transaction holds then.</remarks>
public sealed partial class DeviceRegistry : IAsyncDisposable
{
    private readonly ScriptedDatabase _database;
    private readonly SqliteConnection _writer;
    private readonly RegistrationRules _rules;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    private DeviceRegistry(
        ScriptedDatabase database, SqliteConnection writer, AreaCatalog areas, RegistryOptions options, TimeProvider time)
    {
        _database = database;
        _writer = writer;
        _rules = new RegistrationRules(areas, options);
        _options = options;
        _time = time;
        Current = ReadIndex(writer);
        Keys = new ApiKeys(writer, _oneWriter, time);
    }

    /// <summary>Every site and device, for look-ups without I/O.</summary>
    public RegistryIndex Current { get; }

    /// <summary>The API keys.</summary>
    public ApiKeys Keys { get; }

    /// <summary>Opens the registry, or makes it, and reads it into memory (2.5 s for a million devices).</summary>
    /// <param name="path">The database file; its folder exists.</param>
    public static Task<DeviceRegistry> OpenAsync(
        string path, AreaCatalog? areas = null, TimeProvider? time = null, RegistryOptions? options = null) =>
        Task.Run(() =>
        {
            var database = new ScriptedDatabase(path, typeof(DeviceRegistry).Assembly);
            return new DeviceRegistry(
                database, database.OpenWriter(), areas ?? AreaCatalog.Load(), options ?? new RegistryOptions(), time ?? TimeProvider.System);
        });

    public async ValueTask DisposeAsync()
    {
        await _oneWriter.WaitAsync(); // lets the transaction under way end
        await _writer.DisposeAsync();
        _database.CloseReaders();
        _oneWriter.Dispose();
    }

    private static RegistryIndex ReadIndex(SqliteConnection connection)
    {
        var index = new RegistryIndex(connection.ExecuteScalar<int>("SELECT count(*) FROM sites"));
        var sites = connection.Query<SiteRow>(SiteRow.Select, buffered: false).Select(row => row.ToSite()).ToList();
        var sequence = connection.ExecuteScalar<long>("SELECT coalesce(max(sequence), 0) FROM changes");

        // Strings that many devices have are kept once.
        var shared = sites.ToDictionary(site => site.Id, site => site.Id, StringComparer.Ordinal);
        foreach (var row in connection.Query<TermsRow>(TermsRow.Select, buffered: false)) index.Add(row.Device, row.ToTerms());
        index.Publish(
            sites, connection.Query<DeviceRow>(DeviceRow.Select, buffered: false).Select(row => row.ToDevice(shared, index.FindTerms(row.Id))), sequence);
        return index;
    }
}
