using SmartSectors.Mqtt.Tests.Conformance;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Sessions;

public sealed class RetainedMessagesTests
{
    private const MqttVersion V5 = MqttVersion.V5;

    [Fact]
    public async Task What_finds_no_room_is_counted_whoever_published_it()
    {
        await using var broker = new Broker(options => options.MaxRetainedMessages = 1);
        var publisher = await broker.ConnectAsync(new Connect(V5, "publisher") { Will = new Will("will", "gone") { Retain = true } });
        await publisher.PublishAsync("a", "kept", retain: true);
        await publisher.PublishAsync("a", "replaces it", retain: true);
        await publisher.PublishAsync("b", "no room", retain: true);
        await publisher.PublishAsync("b", "not retained");
        await publisher.DropAsync();
        Assert.Equal(2, broker.Server.Services.Statistics.DroppedCount(DropReason.RetainedFull));

        broker.Advance(10);
        var reader = await broker.ConnectAsync(V5, "reader");
        await reader.SubscribeAsync("$SYS/broker/messages/dropped/RetainedFull");
        Assert.Equal("2", (await reader.ReceivePublishAsync()).Payload);
    }

    [Fact]
    public async Task A_message_that_replaced_one_that_expires_is_there_throughout_the_sweep()
    {
        const int Rounds = 20_000;
        var options = new MqttServerOptions();
        var services = new SessionServices(new MemorySessionStore(), options, new ManualTime());
        var retained = new RetainedMessages(services, options);
        var soon = services.NowMs + 1;
        var isOver = false;
        Keep(retained, MqttMessage.Never);
        var reading = Task.Run(() =>
        {
            var (found, gaps) = (new List<MqttMessage>(), 0);
            while (!Volatile.Read(ref isOver))
            {
                found.Clear();
                retained.Match("t"u8, found);
                if (found.Count != 1) gaps++;
            }

            return gaps;
        });

        for (var round = 0; round < Rounds; round++)
        {
            Keep(retained, soon);
            Keep(retained, MqttMessage.Never);
            retained.Sweep(soon);
        }

        Volatile.Write(ref isOver, true);
        Assert.Equal(0, await reading);
        Assert.Equal(1, retained.Count);
    }

    private static void Keep(RetainedMessages retained, long expiresAtMs)
    {
        var publication = new Publication("t"u8, "x"u8, [], QualityOfService.AtMostOnce, retain: true) { ExpiresAtMs = expiresAtMs };
        Assert.True(retained.TryKeep(ref publication, new RouteScope()));
    }
}
