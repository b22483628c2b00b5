using System.Globalization;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

/// <summary>From mosquitto_pub to mosquitto_sub.</summary>
[Collection(SharedServerCollection.Name)]
public sealed class DeliveryTests(SharedServer shared)
{
    private const int Messages = 1_000;

    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task A_thousand_messages_arrive_once_and_in_order(string version, int qos)
    {
        string[] arguments = [.. shared.Server.MosquittoArguments(version), "-q", $"{qos}", "-t", TestTopic.New()];
        await using var subscriber = await MosquittoSub.SubscribeAsync(arguments);
        var lines = Enumerable.Range(0, Messages).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
        await MosquittoPub.PublishLinesAsync([.. lines, "end"], arguments);

        var messages = await subscriber.TakeUntilAsync("end");
        Assert.Equal(lines, messages.Select(message => message.Text("payload")));
        Assert.All(messages, message => Assert.Equal((qos, 0), (message.Number("qos"), message.Number("retain"))));
    }
}
