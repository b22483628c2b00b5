using System.Globalization;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Fleet;
using SmartSectors.Mqtt;
using Xunit.Abstractions;

namespace SmartSectors.Faults.Tests;

/// <summary>Backups of a platform under the load of the real fleet, and what is restored from them.</summary>
public sealed class BackupTests(ITestOutputHelper output)
{
    private const int Known = 200;

    private long _timeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 600_000;

    [Fact]
    public async Task Backups_under_load_and_around_a_kill_restore_what_was_acknowledged_before_and_count_on()
    {
        using var scratch = new ScratchFolder();
        var ports = PlatformPorts.Free();
        var data = Path.Combine(scratch.Path, "data");
        var platform = await Platform.StartReadyAsync(data, ports, "open");
        using var fleet = new RunningFleet(new FleetOptions
        {
            Broker = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Mqtt}"),
            FlatOut = true,
            Connections = 10,
            Devices = 1_000,
            Sites = 100,
            Rate = 20_000,
            Reconnect = true,
            DrainTimeout = TimeSpan.FromSeconds(60),
        });
        await fleet.ProgressAsync();
        var acknowledged = await PublishKnownAsync(platform);

        var underLoad = await BackUpAsync(data, Path.Combine(scratch.Path, "under-load"));

        // Killed while the backup is made, and started again meanwhile.
        var aroundKill = BackUpAsync(data, Path.Combine(scratch.Path, "around-kill"));
        await platform.KillAsync();
        await platform.DisposeAsync();
        platform = await Platform.StartReadyAsync(data, ports, "open");
        await fleet.ProgressAsync();
        var backups = new[] { underLoad, await aroundKill };

        // Of a platform that was killed and stands.
        await platform.KillAsync();
        await platform.DisposeAsync();
        backups = [.. backups, await BackUpAsync(data, Path.Combine(scratch.Path, "killed"))];
        platform = await Platform.StartReadyAsync(data, ports, "open");
        await fleet.StopAsync();
        Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();

        foreach (var backup in backups)
        {
            var restored = backup + "-restored";
            var (exitCode, said) = await Platform.RunAsync("restore", "--from", backup, "--data", restored);
            Assert.True(exitCode == 0, said);
            output.WriteLine(said);
            await acknowledged.AssertStoredOnceAsync(restored);
            (exitCode, said) = await Platform.RunAsync("check", "--data", restored);
            Assert.True(exitCode == 0 && said.Contains(" 0 not merged yet", StringComparison.Ordinal), said);
            await AssertCountsOnAsync(restored);
        }
    }

    [Fact]
    public async Task A_stopped_platform_is_restored_equal_and_secrets_stay_secret()
    {
        using var scratch = new ScratchFolder();
        var data = Path.Combine(scratch.Path, "data");
        await using (var platform = await Platform.StartReadyAsync(data, PlatformPorts.Free(), "open"))
        {
            await PublishKnownAsync(platform);
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var backup = await BackUpAsync(data, Path.Combine(scratch.Path, "backup"));
        var restored = Path.Combine(scratch.Path, "restored");
        var (exitCode, said) = await Platform.RunAsync("restore", "--from", backup, "--data", restored);
        Assert.True(exitCode == 0, said);
        foreach (var folder in (string[])[backup, restored]) AssertOwnersAlone(Path.Combine(folder, "admin.key"));
        Assert.Equal(File.ReadAllText(Path.Combine(data, "admin.key")), File.ReadAllText(Path.Combine(restored, "admin.key")));
        Assert.Equal((await Platform.RunAsync("ledger", "--data", data)).Output, (await Platform.RunAsync("ledger", "--data", restored)).Output);
        Assert.Equal((await Platform.RunAsync("check", "--data", data)).Output, (await Platform.RunAsync("check", "--data", restored)).Output);
    }

    private static void AssertOwnersAlone(string path)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private static async Task<string> BackUpAsync(string data, string to)
    {
        var (exitCode, said) = await Platform.RunAsync("backup", "--data", data, "--to", to);
        Assert.True(exitCode == 0, said);
        return to;
    }

    private async Task<Acknowledged> PublishKnownAsync(Platform platform)
    {
        var acknowledged = new Acknowledged();
        await using var publisher = await platform.ConnectAsync();
        for (var i = 0; i < Known; i++)
        {
            var (site, device) = ($"known-{i % 7}", $"known-{i % 21}");
            Assert.Equal(PubAckReason.Success, await publisher.PublishAsync(site, device, ++_timeMs, i));
            acknowledged.Add(device, "soil_moisture", _timeMs, i);
        }

        return acknowledged;
    }

    private async Task AssertCountsOnAsync(string data)
    {
        await using var platform = await Platform.StartReadyAsync(data, PlatformPorts.Free(), "open");
        var before = await platform.LedgerAsync();
        Assert.True(before.Closes && before.Received > Known, before.ToString());
        await PublishKnownAsync(platform);
        var after = await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == before.Stored + Known && books.Pending == 0);
        Assert.True(after.Closes, after.ToString());
        Assert.Equal(0, await platform.TerminateAsync());
    }
}
