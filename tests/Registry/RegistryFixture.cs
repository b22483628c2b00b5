using Microsoft.Data.Sqlite;

namespace SmartSectors.Registry.Tests;

/// <summary>A data folder with a real registry.db, which can be closed and opened again.</summary>
public sealed class RegistryFixture : IAsyncDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("registry-").FullName;

    public string Path => System.IO.Path.Combine(Directory, "registry.db");

    public DeviceRegistry Registry { get; private set; } = null!;

    public static async Task<RegistryFixture> StartAsync()
    {
        var fixture = new RegistryFixture();
        await fixture.OpenAsync();
        return fixture;
    }

    public async Task RestartAsync()
    {
        await Registry.DisposeAsync();
        await OpenAsync();
    }

    public SqliteConnection OpenDatabase()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    // Small transactions and pages, so that a handful of items crosses their edges.
    private async Task OpenAsync() => Registry = await DeviceRegistry.OpenAsync(
        Path, time: new FixedTime(), options: new RegistryOptions { ItemsPerTransaction = 3, MaxPageSize = 50 });

    public sealed class FixedTime : TimeProvider
    {
        public static readonly DateTimeOffset Now = new(2026, 10, 1, 8, 30, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
