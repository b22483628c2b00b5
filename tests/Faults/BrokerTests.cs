using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt.Tests.RealPeers;
using Xunit.Abstractions;

namespace SmartSectors.Faults.Tests;

/// <summary>Readings that come by way of a real Mosquitto, while it or the platform ends under load.</summary>
public sealed class BrokerTests(ITestOutputHelper output)
{
    private const int Ends = 4;

    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(1);

    // Mosquitto writes what it holds when it is terminated, so this is where nothing at all may be lost.
    [Fact]
    public async Task A_broker_that_is_restarted_under_load_loses_nothing_and_nothing_is_counted_twice()
    {
        await using var broker = await Mosquitto.StartAsync();
        await RunAsync(broker, async (_, _) =>
        {
            await broker.TerminateAsync();
            await broker.StartAsync();
        });
    }

    // Killed, Mosquitto forgets what it acknowledged since it last wrote: that is lost before the platform was given it,
    // and so the devices of this test send everything once more. What the platform had is then a duplicate.
    [Fact]
    public async Task A_broker_that_is_killed_under_load_is_read_on_and_nothing_is_counted_twice()
    {
        await using var broker = await Mosquitto.StartAsync();
        await RunAsync(
            broker,
            async (_, _) =>
            {
                await broker.KillAsync();
                await broker.StartAsync();
            },
            repeats: true);
    }

    // The broker keeps the session: what the killed platform had not acknowledged comes again.
    [Fact]
    public async Task A_platform_that_is_killed_under_load_loses_nothing_that_its_broker_acknowledged()
    {
        await using var broker = await Mosquitto.StartAsync();
        await RunAsync(broker, async (platform, start) =>
        {
            await platform.KillAsync();
            await start();
        });
    }

    [Fact]
    public async Task A_broker_that_is_away_at_the_start_is_read_when_it_comes()
    {
        using var scratch = new ScratchFolder();
        await using var broker = Mosquitto.Reserve();
        await using var platform = await Platform.StartReadyAsync(scratch.Path, PlatformPorts.Free(), "open", "--broker", Url(broker));
        var away = await BrokerAsync(platform, state => state.Problem is not null);
        Assert.False(away.Connected);

        await broker.StartAsync();
        await BrokerAsync(platform, state => state.Connected);
        using var stop = new CancellationTokenSource();
        var load = new BrokerLoad(broker.Port);
        var loading = load.RunAsync(stop.Token);
        await load.ProgressAsync();
        await stop.CancelAsync();
        await loading;
        await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == load.Acknowledged);
        Assert.Equal(0, await platform.TerminateAsync());
    }

    [Fact]
    public async Task Two_platforms_share_the_messages_of_a_broker()
    {
        using var scratch = new ScratchFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var one = await StartAsync(Path.Combine(scratch.Path, "one"));
        await using var two = await StartAsync(Path.Combine(scratch.Path, "two"));
        using var stop = new CancellationTokenSource();
        var load = new BrokerLoad(broker.Port);
        var loading = load.RunAsync(stop.Token);
        await load.ProgressAsync();
        await stop.CancelAsync();
        await loading;

        var books = await Eventually.Async(
            async () => (One: await one.LedgerAsync(), Two: await two.LedgerAsync()), books => books.One.Stored + books.Two.Stored == load.Acknowledged);
        Assert.True(books.One.Stored > load.Acknowledged / 10 && books.Two.Stored > load.Acknowledged / 10, $"{books}");
        Assert.Equal((0, 0), (await one.TerminateAsync(), await two.TerminateAsync()));

        async Task<Platform> StartAsync(string data)
        {
            var platform = await Platform.StartReadyAsync(data, PlatformPorts.Free(), "open", "--broker", Url(broker) + "&share=pair");
            await BrokerAsync(platform, state => state.Connected);
            return platform;
        }
    }

    private async Task RunAsync(Mosquitto broker, Func<Platform, Func<Task>, Task> interrupt, bool repeats = false)
    {
        using var scratch = new ScratchFolder();
        var random = Seeded();
        var ports = PlatformPorts.Free();
        var platform = await Platform.StartReadyAsync(scratch.Path, ports, "open", "--broker", Url(broker));
        try
        {
            await BrokerAsync(platform, state => state.Connected);
            using var stop = new CancellationTokenSource();
            var load = new BrokerLoad(broker.Port);
            var loading = load.RunAsync(stop.Token);
            for (var end = 1; end <= Ends; end++)
            {
                await load.ProgressAsync();
                await Task.Delay(random.NextDouble() * LongestLoad); // a random moment: what is tested
                await interrupt(platform, async () =>
                {
                    await platform.DisposeAsync();
                    platform = await Platform.StartReadyAsync(scratch.Path, ports, "open", "--broker", Url(broker));
                });
                await BrokerAsync(platform, state => state.Connected);
            }

            await load.ProgressAsync();
            await stop.CancelAsync();
            await loading;
            if (repeats) await load.RepeatAsync();
            var readings = load.Readings();
            var books = await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0 } && books.Stored >= readings.Count);
            var state = await BrokerAsync(platform, state => state.Connected);
            output.WriteLine($"{readings.Count} readings acknowledged by the broker; {books}; {state}");

            Assert.True(books.Closes, books.ToString());
            Assert.Equal(readings.Count, books.Stored);
            Assert.Empty(books.Rejected);
            if (repeats) Assert.True(books.Duplicates > 0);
            Assert.Equal(0, await platform.TerminateAsync());
            Assert.Equal(readings.Count, await readings.AssertStoredOnceAsync(scratch.Path));
            var check = await Platform.RunAsync("check", "--data", scratch.Path);
            Assert.True(check.ExitCode == 0, check.Output);
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }

    private static string Url(Mosquitto broker) => $"mqtt://127.0.0.1:{broker.Port}?retry-maximum=1";

    private static Task<BrokerState> BrokerAsync(Platform platform, Func<BrokerState, bool> isGood) => Eventually.Async(
        async () =>
        {
            var broker = (await platform.GetAsync("health/ready")).GetProperty("brokers")[0];
            return new BrokerState(
                broker.GetProperty("connected").GetBoolean(), broker.GetProperty("problem").GetString(), broker.GetProperty("received").GetInt64(),
                broker.GetProperty("reconnects").GetInt64());
        },
        isGood);

    private Random Seeded()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private sealed record BrokerState(bool Connected, string? Problem, long Received, long Reconnects);
}
