using System.Globalization;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

/// <summary>What is owed to a mosquitto_sub that is away, whatever becomes of the platform meanwhile.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData(Ending.None)]
    [InlineData(Ending.Terminate)]
    [InlineData(Ending.Kill)]
    public async Task Subscribers_that_come_back_get_what_was_published_while_they_were_away(Ending ending)
    {
        await using var server = await Server.StartAsync();
        var topic = TestTopic.New();
        string[][] sessions =
        [
            [.. server.MosquittoArguments("mqttv311"), "-c", "-i", "session-311"],
            [.. server.MosquittoArguments("mqttv5"), "-c", "-i", "session-5", "-x", "3600"],
        ];
        foreach (var session in sessions) await MosquittoSub.RunAsync([.. session, "-q", "2", "-t", $"{topic}/+", "-E"]);
        var lines = Enumerable.Range(0, 500).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
        for (var qos = 0; qos <= 2; qos++)
        {
            await MosquittoPub.PublishLinesAsync(lines, [.. server.MosquittoArguments("mqttv5"), "-q", $"{qos}", "-t", $"{topic}/{qos}"]);
        }

        await server.RestartAsync(ending);
        await MosquittoPub.PublishAsync([.. server.MosquittoArguments("mqttv311"), "-q", "2", "-t", $"{topic}/2", "-m", "end"]);
        foreach (var session in sessions)
        {
            await using var subscriber = MosquittoSub.Start([.. session, "-q", "2", "-t", $"{topic}/+"]);
            var messages = await subscriber.TakeUntilAsync("end");
            var ofTopics = messages.ToLookup(message => message.Text("topic"), message => message.Text("payload"));
            Assert.Equal(lines, ofTopics[$"{topic}/1"]);
            Assert.Equal(lines, ofTopics[$"{topic}/2"]);
            Assert.Equal(2, ofTopics.Count); // at QoS 0 nothing waits for those who are away
        }
    }
}
