using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

[Collection(SharedServerCollection.Name)]
public sealed class RetainedTests(SharedServer shared)
{
    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Messages_are_retained_replaced_and_removed(string version)
    {
        var topic = TestTopic.New();
        string[] server = shared.Server.MosquittoArguments(version);
        await using var live = await MosquittoSub.SubscribeAsync([.. server, "-q", "2", "-t", $"{topic}/#"]);
        foreach (var (name, payload, qos) in new[] { ("a", "first", 1), ("a", "second", 2), ("b", "other", 0) })
        {
            await MosquittoPub.PublishAsync([.. server, "-q", $"{qos}", "-r", "-t", $"{topic}/{name}", "-m", payload]);
        }

        Assert.Equal([("first", 0, 1), ("second", 0, 2), ("other", 0, 0)], Seen(await live.TakeAsync(3)));
        var late = await MosquittoSub.RunAsync([.. server, "-q", "1", "-t", $"{topic}/#", "-C", "2"]);
        Assert.Equal([("other", 1, 0), ("second", 1, 1)], Seen(late).Order());

        // It publishes an empty message at QoS 1 for each that is retained.
        await using var remover = MosquittoSub.Start([.. server, "-q", "1", "-t", $"{topic}/#", "--remove-retained"]);
        Assert.Equal([(null, 0, 1), (null, 0, 1)], Seen(await live.TakeAsync(2)));
        await using var none = await MosquittoSub.SubscribeAsync([.. server, "-q", "1", "-t", $"{topic}/#"]);
        await MosquittoPub.PublishAsync([.. server, "-q", "1", "-t", $"{topic}/a", "-m", "end"]);
        Assert.Empty(await none.TakeUntilAsync("end"));
    }

    [Fact]
    public async Task The_flag_stays_as_published_for_those_who_want_it()
    {
        string[] arguments = [.. shared.Server.MosquittoArguments("mqttv5"), "-q", "1", "-t", TestTopic.New()];
        await using var asPublished = await MosquittoSub.SubscribeAsync([.. arguments, "--retain-as-published"]);
        await using var plain = await MosquittoSub.SubscribeAsync(arguments);
        await MosquittoPub.PublishAsync([.. arguments, "-r", "-m", "kept"]);
        await MosquittoPub.PublishAsync([.. arguments, "-m", "passing"]);

        Assert.Equal([("kept", 1, 1), ("passing", 0, 1)], Seen(await asPublished.TakeAsync(2)));
        Assert.Equal([("kept", 0, 1), ("passing", 0, 1)], Seen(await plain.TakeAsync(2)));
        Assert.Equal([("kept", 1, 1)], Seen(await MosquittoSub.RunAsync([.. arguments, "-C", "1"])));
    }

    private static IEnumerable<(string? Payload, int Retain, int Qos)> Seen(IEnumerable<JsonElement> messages) =>
        messages.Select(message => (message.Text("payload"), message.Number("retain"), message.Number("qos")));
}
