using Dapper;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry.Tests;

public class DurabilityTests
{
    private const string Actor = "tester";

    [Fact]
    public async Task Everything_is_there_after_a_restart_and_sequences_go_on()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(new("s1", Sector.Transport, "Bến xe", "00004", "Sở", true), Actor);
        await fixture.Registry.AddDeviceAsync(new("d1", "s1", "hsl-bus"), Actor);
        await fixture.Registry.LearnSeenAsync([new("d2", "s2", Sector.Health)]);

        await fixture.RestartAsync();

        var index = fixture.Registry.Current;
        Assert.Equal((2, 2, 4L), (index.SiteCount, index.DeviceCount, index.Sequence));
        Assert.True(index.TryGetSite("s1"u8, out var site));
        Assert.Equal(new Site("s1", "Bến xe", Sector.Transport, "00004", "Sở", true, RegistrySource.Registered), site);
        Assert.True(index.TryGetDevice("d1"u8, out var device));
        Assert.Equal(new Device("d1", "s1", "hsl-bus", RegistrySource.Registered), device);
        Assert.True(index.TryGetDevice("d2"u8, out var seen));
        Assert.Equal(new Device("d2", "s2", null, RegistrySource.Seen), seen);

        Assert.Equal(RegistrationOutcome.Unchanged, (await fixture.Registry.AddDeviceAsync(new("d1", "s1", "hsl-bus"), Actor)).Outcome);
        await fixture.Registry.AddDeviceAsync(new("d3", "s1"), Actor);
        Assert.Equal([1L, 2, 3, 4, 5], (await fixture.Registry.ReadChangesAsync(0, 50)).Select(change => change.Sequence));
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_nothing_behind()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(new("s1", Sector.Health), Actor);
        using (var other = fixture.OpenDatabase())
            other.Execute("CREATE TRIGGER full BEFORE INSERT ON devices WHEN new.id = 'd3' BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        // Three to a transaction: d1 … d3 fail together, and d4 is not tried.
        DeviceRegistration[] devices = [new("d1", "s1"), new("d2", "s1"), new("d3", "s1"), new("d4", "s1")];
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => fixture.Registry.AddDevicesAsync(devices, Actor));
        Assert.Equal((0, 1L), (fixture.Registry.Current.DeviceCount, fixture.Registry.Current.Sequence));

        using (var other = fixture.OpenDatabase()) other.Execute("DROP TRIGGER full");
        Assert.All(await fixture.Registry.AddDevicesAsync(devices, Actor), one => Assert.Equal(RegistrationOutcome.Added, one.Outcome));
        Assert.Equal([1L, 2, 3, 4, 5], (await fixture.Registry.ReadChangesAsync(0, 50)).Select(change => change.Sequence));
    }

    [Fact]
    public async Task The_database_is_synced_fully()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        using var writer = new ScriptedDatabase(fixture.Path, typeof(DeviceRegistry).Assembly).OpenWriter();
        Assert.Equal("wal", writer.ExecuteScalar<string>("PRAGMA journal_mode"));
        Assert.Equal(2, writer.ExecuteScalar<int>("PRAGMA synchronous")); // FULL
        Assert.Equal("ok", writer.ExecuteScalar<string>("PRAGMA integrity_check"));
        Assert.Equal(3, writer.ExecuteScalar<int>("PRAGMA user_version"));
    }

    [Fact]
    public async Task Sites_of_before_owners_were_told_apart_are_private()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(new("s1", Sector.Health), Actor);
        // As version 2 had it.
        using (var other = fixture.OpenDatabase()) other.Execute("ALTER TABLE sites DROP COLUMN ownership; UPDATE changes SET state = json_remove(state, '$.ownership'); PRAGMA user_version = 2");
        await fixture.RestartAsync();
        Assert.True(fixture.Registry.Current.TryGetSite("s1", out var site));
        Assert.Equal(Ownership.Private, site.Ownership);
        Assert.Equal(site, (await fixture.Registry.ReadChangesAsync(0, 1))[0].Site);
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        using (var other = fixture.OpenDatabase()) other.Execute("PRAGMA user_version = 99");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => DeviceRegistry.OpenAsync(fixture.Path));
        Assert.Contains("version 99", refused.Message, StringComparison.Ordinal);
    }
}
