using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

[Collection(SharedServerCollection.Name)]
public sealed class WillTests(SharedServer shared)
{
    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Killed_clients_leave_their_wills_and_those_that_end_do_not(string version)
    {
        var topic = TestTopic.New();
        string[] server = shared.Server.MosquittoArguments(version);
        string[] WillOf(string name, params string[] more) =>
            [.. server, "-q", "1", "-t", $"{topic}/other", "--will-topic", $"{topic}/will", "--will-payload", name, "--will-qos", "2", .. more];
        await using var watcher = await MosquittoSub.SubscribeAsync([.. server, "-q", "2", "-t", $"{topic}/will"]);

        await MosquittoPub.PublishAsync(WillOf("said goodbye", "-m", "x"));
        await using (var subscriber = await MosquittoSub.SubscribeAsync(WillOf("killed subscriber"))) await subscriber.KillAsync();
        Assert.Equal(("killed subscriber", 2, 0), Seen(await watcher.NextAsync()));
        await using (var publisher = await MosquittoPub.ConnectAsync(WillOf("killed publisher", "--will-retain"))) await publisher.KillAsync();
        Assert.Equal(("killed publisher", 2, 0), Seen(await watcher.NextAsync()));

        var late = await MosquittoSub.RunAsync([.. server, "-q", "2", "-t", $"{topic}/will", "-C", "1"]);
        Assert.Equal(("killed publisher", 2, 1), Seen(Assert.Single(late)));
    }

    [Fact]
    public async Task Properties_of_a_will_go_through_and_a_return_in_time_prevents_it()
    {
        var topic = TestTopic.New();
        string[] server = shared.Server.MosquittoArguments("mqttv5");
        await using var watcher = await MosquittoSub.SubscribeAsync([.. server, "-q", "1", "-t", $"{topic}/will"]);
        string[] WillOf(string name, int delaySeconds) =>
        [
            .. server, "-c", "-x", "1000", "-i", $"{topic}-{name}", "-q", "1", "-t", $"{topic}/other", "--will-topic", $"{topic}/will", "--will-payload", name,
            "-D", "will", "will-delay-interval", $"{delaySeconds}", "-D", "will", "user-property", "place", "farm", "-D", "will", "content-type", "text/plain",
        ];

        await using (var away = await MosquittoSub.SubscribeAsync(WillOf("back in time", delaySeconds: 1))) await away.KillAsync();
        await using var back = await MosquittoSub.SubscribeAsync(WillOf("back in time", delaySeconds: 1));
        await using (var gone = await MosquittoSub.SubscribeAsync(WillOf("gone", delaySeconds: 2))) await gone.KillAsync();

        var will = await watcher.NextAsync(); // by now the other would have come
        Assert.Equal("gone", will.Text("payload"));
        Assert.Equal("farm", will.GetProperty("properties").GetProperty("user-properties").Text("place"));
        Assert.Equal("text/plain", will.GetProperty("properties").Text("content-type"));
    }

    private static (string? Payload, int Qos, int Retain) Seen(JsonElement message) =>
        (message.Text("payload"), message.Number("qos"), message.Number("retain"));
}
