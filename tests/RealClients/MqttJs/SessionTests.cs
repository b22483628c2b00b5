using System.Globalization;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

/// <summary>What is owed to clients that are away, whatever becomes of the platform meanwhile.</summary>
public sealed class SessionTests
{
    private const int Messages = 1_000;

    [Theory]
    [InlineData("ws", Ending.None, "mqtts")]
    [InlineData("mqtts", Ending.Terminate, "ws")]
    [InlineData("mqtt", Ending.Kill, "mqtt")]
    public async Task Clients_that_come_back_get_what_was_published_while_they_were_away(string before, Ending ending, string after)
    {
        await using var server = await Server.StartAsync();
        var topic = TestTopic.New("commands");

        await NodeScript.RunAsync("session-leave", new { url = server.Url(before), ca = server.Authority, topic, count = Messages });
        await server.RestartAsync(ending);
        var results = await NodeScript.RunAsync("session-return", new { url = server.Url(after), ca = server.Authority, topic });

        var published = Enumerable.Range(0, Messages).Select(number => number.ToString(CultureInfo.InvariantCulture)).Append("last").ToList();
        Assert.Equal(2, results.GetArrayLength());
        foreach (var session in results.EnumerateArray())
        {
            Assert.True(session.Flag("sessionPresent"));
            var ofTopics = session.GetProperty("ofTopics").EnumerateArray().Select(topic => topic.EnumerateArray().Select(payload => payload.GetString()!));
            Assert.All(ofTopics, payloads => Assert.Equal(published, payloads));
            Assert.Equal([1, 2], session.Numbers("qos"));
            Assert.Equal(0, session.Number("retained"));
            Assert.Equal(0, session.Number("more"));
            Assert.False(session.Flag("sessionPresentWhenClean"));
        }
    }
}
