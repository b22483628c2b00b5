using SmartSectors.Fleet.Trouble;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Tests;

public class PacedRunTests
{
    private static FleetOptions Options(TestBroker broker) => new()
    {
        Broker = $"127.0.0.1:{broker.Port}",
        Devices = 90,
        Rate = 2_000,
        Messages = 1_500,
        Trouble = TroubleOptions.All with { Satellite = 0.2 },
    };

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task All_that_was_booked_arrives_and_is_acknowledged(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();

        var summary = await FleetRunner.RunAsync(Options(broker) with { Version = version }, null, CancellationToken.None);

        Assert.True(summary.IsComplete);
        Assert.Equal(summary.Sent, broker.Messages.Count);
        Assert.Equal(summary.Sent, summary.Acknowledged);
        Assert.True(summary.Expected!.Stored > 1_500);
        Assert.Equal(
            summary.Expected.Received,
            summary.Expected.Stored + summary.Expected.Duplicates + summary.Expected.Rejected.Values.Sum());
    }

    [Fact]
    public async Task The_hook_gets_every_site_and_device_before_the_first_message()
    {
        await using var broker = await TestBroker.StartAsync();
        IReadOnlyList<Layout.FleetSite> sites = [];
        IReadOnlyList<Layout.FleetDevice> devices = [];
        var options = Options(broker) with
        {
            Register = (registeredSites, registeredDevices, _) =>
            {
                (sites, devices) = (registeredSites, registeredDevices);
                Assert.Empty(broker.Messages);
                return Task.CompletedTask;
            },
        };

        await FleetRunner.RunAsync(options, null, CancellationToken.None);

        Assert.Equal(90, devices.Count);
        var registered = devices.Select(device => (device.Site, device.Id)).ToHashSet();
        Assert.All(broker.Messages, message => Assert.Contains((message.Topic.Split('/')[2], message.Topic.Split('/')[3]), registered));
        Assert.All(devices, device => Assert.Contains(sites, site => site.Id == device.Site));
    }

    [Fact]
    public async Task Cancelling_ends_a_run_in_order_and_gives_its_summary()
    {
        await using var broker = await TestBroker.StartAsync(stopAt: 100);
        using var cancel = new CancellationTokenSource();
        var run = FleetRunner.RunAsync(Options(broker) with { Messages = null }, null, cancel.Token);
        await broker.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await cancel.CancelAsync();

        var summary = await run;

        Assert.True(summary.IsComplete);
        Assert.Equal(broker.Messages.Count, summary.Acknowledged);
    }

    [Fact]
    public async Task A_lost_connection_ends_the_run_and_is_told()
    {
        var broker = await TestBroker.StartAsync(n => new(Acknowledge: n < 200), stopAt: 200);
        var run = FleetRunner.RunAsync(Options(broker) with { Messages = null }, null, CancellationToken.None);
        await broker.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await broker.DisposeAsync();

        var summary = await run;

        Assert.Equal(4, summary.ConnectionsLost);
        Assert.NotNull(summary.LastLoss);
        Assert.True(summary.Unacknowledged > 0);
    }

    [Fact]
    public async Task Progress_is_reported_from_the_registration_on()
    {
        await using var broker = await TestBroker.StartAsync();
        var phases = new List<FleetPhase>();
        var options = Options(broker) with { Register = (_, _, _) => Task.CompletedTask };

        await FleetRunner.RunAsync(options, new Listener(phases), CancellationToken.None);

        Assert.Equal([FleetPhase.Registering, FleetPhase.Connecting, FleetPhase.Sending], phases.Distinct());
    }

    private sealed class Listener(List<FleetPhase> phases) : IProgress<FleetProgress>
    {
        public void Report(FleetProgress value) => phases.Add(value.Phase);
    }
}
