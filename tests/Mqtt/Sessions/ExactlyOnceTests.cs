using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Sessions;

/// <summary>
/// A publisher and a subscriber with stored sessions, networks that fail and a server that loses power at any moment,
/// with any part of what it was to store stored: QoS 2 arrives once and in order, QoS 1 at least once and in order.
/// </summary>
public sealed class ExactlyOnceTests
{
    private const int Steps = 120;

    public static TheoryData<int, MqttVersion> Seeds
    {
        get
        {
            var seeds = new TheoryData<int, MqttVersion>();
            for (var seed = 1; seed <= 40; seed++) seeds.Add(seed, seed % 2 == 0 ? MqttVersion.V311 : MqttVersion.V5);
            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Qos_2_is_delivered_once_and_in_order_through_cuts_and_crashes(int seed, MqttVersion version)
    {
        var (sent, delivered) = await RunAsync(seed, version, QualityOfService.ExactlyOnce);
        Assert.Equal(sent, delivered);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Qos_1_is_delivered_at_least_once_and_first_deliveries_are_in_order(int seed, MqttVersion version)
    {
        var (sent, delivered) = await RunAsync(seed, version, QualityOfService.AtLeastOnce);
        Assert.Equal(sent, delivered.Distinct());
    }

    private static async Task<(string[] Sent, string[] Delivered)> RunAsync(int seed, MqttVersion version, QualityOfService qos)
    {
        var random = new Random(seed);
        await using var server = new SimulatedServer();
        var publisher = new SimulatedClient("publisher", version);
        var subscriber = new SimulatedClient("subscriber", version);
        await server.WithDiskAsync(async () =>
        {
            await subscriber.ConnectAsync(server);
            await subscriber.SubscribeAsync("t", qos);
            await publisher.ConnectAsync(server);
            await Deadline.Until(() => server.Server.Subscriptions.Count == 1);
        });
        server.Store.Commit();

        var sent = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(10))
            {
                case < 4 when publisher.Unacknowledged < 20:
                    sent.Add($"{sent.Count}");
                    await publisher.PublishAsync("t", sent[^1], qos);
                    break;
                case < 7:
                    server.Store.Commit(random.Next(1, 12));
                    break;
                case 7:
                    await server.ReconnectAsync(publisher);
                    break;
                case 8:
                    await server.ReconnectAsync(subscriber);
                    break;
                case 9 when random.Next(3) == 0:
                    await server.CrashAsync(publisher, subscriber);
                    break;
            }

            if (random.Next(4) == 0) await Task.Yield();
        }

        await server.ReconnectAsync(publisher);
        await server.ReconnectAsync(subscriber);
        await server.WithDiskAsync(() =>
            Deadline.Until(() => publisher.Unacknowledged == 0 && subscriber.Delivered.Distinct().Count() >= sent.Count));
        await publisher.CutAsync();
        await subscriber.CutAsync();
        return ([.. sent], subscriber.Delivered);
    }
}
