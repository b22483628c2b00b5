using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

/// <summary>What mosquitto_pub and mosquitto_sub are told besides messages: properties, statistics, refusals.</summary>
[Collection(SharedServerCollection.Name)]
public sealed class ConversationTests(SharedServer shared)
{
    [Fact]
    public async Task Properties_of_MQTT_5_go_through()
    {
        var topic = TestTopic.New();
        string[] arguments = [.. shared.Server.MosquittoArguments("mqttv5"), "-q", "1", "-t", topic];
        await using var subscriber = await MosquittoSub.SubscribeAsync(
            [.. arguments, "-D", "connect", "topic-alias-maximum", "5", "-D", "connect", "receive-maximum", "3", "-D", "subscribe", "subscription-identifier", "42"]);
        await MosquittoPub.PublishAsync(
        [
            .. arguments, "-m", "31,2", "-D", "connect", "user-property", "fleet", "buses", "-D", "publish", "user-property", "nơi", "Vùng trồng",
            "-D", "publish", "content-type", "text/plain", "-D", "publish", "response-topic", "answers", "-D", "publish", "correlation-data", "c-1",
            "-D", "publish", "payload-format-indicator", "1", "-D", "publish", "message-expiry-interval", "1000", "-D", "publish", "topic-alias", "2",
        ]);

        var message = await subscriber.NextAsync();
        var properties = message.GetProperty("properties");
        Assert.Equal((topic, "31,2"), (message.Text("topic"), message.Text("payload")));
        Assert.Equal("Vùng trồng", properties.GetProperty("user-properties").Text("nơi"));
        Assert.Equal("text/plain", properties.Text("content-type"));
        Assert.Equal("answers", properties.Text("response-topic"));
        Assert.Equal("c-1", properties.Text("correlation-data"));
        Assert.Equal(1, properties.Number("payload-format-indicator"));
        Assert.InRange(properties.Number("message-expiry-interval"), 900, 1000);
        Assert.Equal(42, properties.Number("subscription-identifier"));
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task The_server_tells_of_itself_under_SYS(string version)
    {
        await using var subscriber = await MosquittoSub.SubscribeAsync([.. shared.Server.MosquittoArguments(version), "-t", "$SYS/#"]);
        var missing = new HashSet<string?> { "$SYS/broker/version", "$SYS/broker/uptime", "$SYS/broker/clients/connected", "$SYS/broker/messages/received" };
        while (missing.Count > 0)
        {
            var message = await subscriber.NextAsync();
            Assert.StartsWith("$SYS/broker/", message.Text("topic"), StringComparison.Ordinal);
            missing.Remove(message.Text("topic"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_publisher_of_MQTT_5_is_told_what_is_refused_and_one_of_MQTT_3_is_acknowledged(int qos)
    {
        string[] arguments = ["-h", "127.0.0.1", "-p", $"{shared.Server.StandardPort}", "-q", $"{qos}", "-t", "bad/topic", "-m", "x"];
        var (_, _, error) = await MosquittoPub.RunAsync([.. arguments, "-V", "mqttv5"]);
        Assert.Contains("Topic Name invalid", error, StringComparison.Ordinal);
        (_, _, error) = await MosquittoPub.RunAsync([.. arguments, "-V", "mqttv311"]);
        Assert.Equal("", error);
    }
}
