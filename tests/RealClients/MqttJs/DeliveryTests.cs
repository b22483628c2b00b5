using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

/// <summary>From MQTT.js to MQTT.js, over each transport and between the versions.</summary>
[Collection(SharedServerCollection.Name)]
public sealed class DeliveryTests(SharedServer shared)
{
    private const int Messages = 1_000;

    [Theory]
    [InlineData("mqtt", 4, "mqtt", 4)]
    [InlineData("mqtt", 5, "mqtt", 5)]
    [InlineData("mqtts", 4, "ws", 4)]
    [InlineData("mqtts", 5, "ws", 5)]
    [InlineData("ws", 4, "mqtts", 5)]
    [InlineData("ws", 5, "mqtts", 4)]
    public async Task A_thousand_messages_of_each_QoS_arrive_once_and_in_order(string from, int fromVersion, string to, int toVersion)
    {
        var topic = TestTopic.New("commands");
        var results = await NodeScript.RunAsync("delivery", new
        {
            from = shared.Server.Url(from),
            fromVersion,
            to = shared.Server.Url(to),
            toVersion,
            ca = shared.Server.Authority,
            topic,
            count = Messages,
        });

        Assert.Equal([0, 1, 2], results.EnumerateArray().Select(result => result.GetProperty("qos").GetInt32()));
        foreach (var result in results.EnumerateArray())
        {
            var qos = result.GetProperty("qos").GetInt32();
            Assert.Equal(qos, result.GetProperty("granted").GetInt32());
            Assert.Equal(Enumerable.Range(0, Messages), result.Numbers("payloads"));
            Assert.Equal([qos], result.Numbers("receivedAt"));
            Assert.Equal([$"{topic}/{qos}"], result.Texts("topics"));
        }
    }
}
