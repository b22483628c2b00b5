using System.Globalization;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Fleet;
using SmartSectors.Grains;
using SmartSectors.Storage;
using SmartSectors.Storage.Queries;
using Xunit.Abstractions;

namespace SmartSectors.Faults.Tests;

/// <summary><c>kill -9</c> at random moments, under the load of the real fleet.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    // Every fifth life ends while it starts or recovers; the others within some seconds of load.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2), LongestLoad = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Twenty_kills_under_load_lose_no_acknowledged_reading_and_count_none_twice()
    {
        using var scratch = new ScratchFolder();
        var random = Seeded();
        var ports = PlatformPorts.Free();
        var data = Path.Combine(scratch.Path, "data");
        var record = Path.Combine(scratch.Path, "acknowledged.csv");
        var platform = await Platform.StartReadyAsync(data, ports);
        using var fleet = new RunningFleet(Load(ports, record) with
        {
            Devices = 2_000,
            Sites = 200,
            Api = platform.Api.BaseAddress,
            ApiKeyPath = platform.AdminKeyFile,
        });
        await fleet.ProgressAsync();
        using var stop = new CancellationTokenSource();
        var acknowledged = new Acknowledged();
        var backfill = new Backfill(ports, Devices(sites: 40), random, acknowledged).RunAsync(stop.Token);

        for (var kill = 1; kill <= Kills; kill++)
        {
            var startsOnly = kill % 5 == 0;
            if (!startsOnly)
            {
                await platform.ReadyAsync();
                await fleet.ProgressAsync();
            }

            await Task.Delay(random.NextDouble() * (startsOnly ? LongestStart : LongestLoad)); // a random moment: what is tested
            await platform.KillAsync();
            await platform.DisposeAsync();
            platform = Platform.Start(data, ports);
        }

        await platform.ReadyAsync();
        await fleet.ProgressAsync();
        await stop.CancelAsync();
        await backfill;
        var summary = await fleet.StopAsync();
        Assert.True(summary.ConnectionsLost > 0);
        var books = await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0 } && books.Received >= summary.Acknowledged * 3);

        // Beside the running platform, as soon as every area has what its sites have.
        var check = await Eventually.Async(
            () => Platform.RunAsync("check", "--data", data), check => check.ExitCode != 0 || check.Output.Contains(" 0 not merged yet", StringComparison.Ordinal));
        Assert.True(check.ExitCode == 0, check.Output);
        output.WriteLine(check.Output);
        Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();

        acknowledged.AddRecord(record);
        var stored = await acknowledged.AssertStoredOnceAsync(data);
        output.WriteLine($"{summary.Acknowledged} messages acknowledged, {summary.Resent} sent again; {acknowledged.Count} readings acknowledged, {stored} stored; {books}");
        await AssertCleanAsync(data);
        Assert.Equal(stored, (await StoredByLedgerAsync(data)).Stored);
    }

    [Fact]
    public async Task Kills_while_devices_are_first_heard_leave_every_number_with_one_device()
    {
        using var scratch = new ScratchFolder();
        var random = Seeded();
        var ports = PlatformPorts.Free();
        var data = Path.Combine(scratch.Path, "data");
        var record = Path.Combine(scratch.Path, "acknowledged.csv");
        var platform = await Platform.StartReadyAsync(data, ports, "open");
        // At this rate the fleet's devices are all heard within some lives, not within the first.
        using var fleet = new RunningFleet(Load(ports, record) with { Devices = 20_000, Sites = 2_000, Rate = 5_000, Indicators = 1 });

        for (var kill = 1; kill <= 4; kill++)
        {
            await platform.ReadyAsync();
            await fleet.ProgressAsync();
            await Task.Delay(random.NextDouble() * TimeSpan.FromSeconds(1)); // a random moment: what is tested
            await platform.KillAsync();
            await platform.DisposeAsync();
            platform = Platform.Start(data, ports, "open");
        }

        await platform.ReadyAsync();
        await fleet.ProgressAsync();
        var summary = await fleet.StopAsync();
        await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0 } && books.Received >= summary.Acknowledged);
        Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();

        var acknowledged = new Acknowledged();
        acknowledged.AddRecord(record);
        var stored = await acknowledged.AssertStoredOnceAsync(data);
        output.WriteLine($"{summary.Acknowledged} messages acknowledged, {summary.Resent} sent again; {stored} stored");
        await AssertNumbersAsync(data);
        await AssertCleanAsync(data);
        Assert.True((await StoredByLedgerAsync(data)).Closes);
    }

    [Fact]
    public async Task A_stop_by_SIGTERM_drains_and_leaves_nothing_to_replay()
    {
        using var scratch = new ScratchFolder();
        var ports = PlatformPorts.Free();
        var data = Path.Combine(scratch.Path, "data");
        var record = Path.Combine(scratch.Path, "acknowledged.csv");
        var platform = await Platform.StartReadyAsync(data, ports, "open");
        using var fleet = new RunningFleet(Load(ports, record) with { Devices = 1_000, Sites = 100 });
        await fleet.ProgressAsync();

        Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();
        platform = await Platform.StartReadyAsync(data, ports, "open");
        Assert.Contains(" blocks with 0 readings applied", await platform.LineAsync("Recovered:"), StringComparison.Ordinal);

        await fleet.ProgressAsync();
        await fleet.StopAsync();
        Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();
        var acknowledged = new Acknowledged();
        acknowledged.AddRecord(record);
        await acknowledged.AssertStoredOnceAsync(data);
        await AssertCleanAsync(data);
    }

    private static FleetOptions Load(PlatformPorts ports, string record) => new()
    {
        Broker = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Mqtt}"),
        FlatOut = true,
        Connections = 20,
        Rate = 40_000, // or as many as are acknowledged: enough to keep two cores busy, and to verify afterwards
        Reconnect = true,
        RecordPath = record,
        DrainTimeout = TimeSpan.FromSeconds(60),
    };

    private static List<(string Site, string Device)> Devices(int sites) =>
        [.. Enumerable.Range(1, sites).Select(site => ($"plot-{site:D5}", $"probe-{site:D5}-01"))];

    private static async Task AssertCleanAsync(string data)
    {
        var (exitCode, said) = await Platform.RunAsync("check", "--data", data);
        Assert.True(exitCode == 0, said);
    }

    private static async Task<Books> StoredByLedgerAsync(string data)
    {
        using var pool = new QueryPool(new StorageOptions { DataDirectory = data });
        var total = await new SqliteLedgerQuery(pool, Telemetry.Areas.AreaCatalog.Load()).TotalAsync(CancellationToken.None);
        Assert.True(total.Closes, total.ToString());
        return new Books(total.Received, total.Stored, total.Duplicates, total.Rejected.ToDictionary(entry => $"{entry.Key}", entry => entry.Value), total.Pending);
    }

    private static async Task AssertNumbersAsync(string data)
    {
        using var pool = new QueryPool(new StorageOptions { DataDirectory = data });
        var (sites, devices) = await pool.KnownAsync(CancellationToken.None);
        Assert.Distinct(devices.Select(device => device.Number));
        Assert.Distinct(devices.Select(device => device.Id));
        Assert.Distinct(sites.Select(site => site.Number));
        Assert.Distinct(sites.Select(site => (site.Id, Numbers.PartitionOf(site.Number))));
        var siteOf = sites.ToDictionary(site => site.Number, site => site.Id);
        Assert.All(devices, device =>
        {
            // probe-00017-05 is of plot-00017, and lives in the partition of its site's shard.
            Assert.Equal(device.Id.Split('-')[1], siteOf[device.Site].Split('-')[1]);
            Assert.Equal(Numbers.PartitionOf(device.Number), Numbers.PartitionOf(device.Site));
        });
    }

    private Random Seeded()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
