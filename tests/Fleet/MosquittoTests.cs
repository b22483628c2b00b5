using System.Text.Json;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Tests;

public class MosquittoTests
{
    [Theory]
    [InlineData(MqttVersion.V5, 1)]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V5, 0)]
    public async Task A_real_broker_passes_on_every_flat_out_message_once(MqttVersion version, int qos)
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        using var subscription = await mosquitto.SubscribeAsync(5_000);

        var summary = await RunAsync(new FleetOptions
        {
            Broker = $"127.0.0.1:{mosquitto.Port}",
            Version = version,
            Qos = qos,
            FlatOut = true,
            Devices = 100,
            Sites = 10,
            Connections = 5,
            Messages = 5_000,
        });
        var messages = await subscription.ReadAllAsync();

        Assert.True(summary.IsComplete);
        Assert.Equal((5_000, qos == 0 ? 0 : 5_000), (summary.Sent, summary.Acknowledged));
        Assert.Equal(5_000, messages.Distinct().Count());
        Assert.Equal(100, messages.Select(message => message.Topic).Distinct().Count());
        Assert.All(messages, message => JsonDocument.Parse(message.Body).Dispose());
    }

    [Fact]
    public async Task A_real_broker_passes_on_the_three_fleets()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        using var subscription = await mosquitto.SubscribeAsync(600);

        var summary = await RunAsync(new FleetOptions
        {
            Broker = $"127.0.0.1:{mosquitto.Port}",
            Devices = 150,
            Rate = 1_000,
            Messages = 600,
        });
        var messages = await subscription.ReadAllAsync();

        Assert.True(summary.IsComplete);
        Assert.Equal((600, 600), (summary.Sent, summary.Acknowledged));
        Assert.Equal(600, messages.Count);
        Assert.Equal(
            ["agriculture", "health", "transport"], messages.Select(message => message.Topic.Split('/')[1]).Distinct().Order());
        Assert.Equal(
            summary.Expected!.Stored,
            messages.Sum(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("values").EnumerateObject().Count()));
    }

    private static Task<FleetSummary> RunAsync(FleetOptions options) =>
        FleetRunner.RunAsync(options, progress: null, CancellationToken.None);
}
