using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

/// <summary>What the platform's rules for topics and the deny list of an open listener refuse.</summary>
[Collection(SharedServerCollection.Name)]
public sealed class RefusalTests(SharedServer shared)
{
    [Fact]
    public async Task MQTT_5_is_told_why()
    {
        var (result, topic) = await PlayAsync(5);

        Assert.Equal([0x90, 0x90], result.Numbers("badTopic"));
        Assert.Equal(0x87, result.Number("unknownDevice"));
        Assert.Equal(0x99, result.Number("notJson"));
        Assert.Equal(0x87, result.Number("system"));
        Assert.Equal(0x87, result.Number("deniedPublish"));
        Assert.Equal(0x80, result.Number("deniedSubscribe"));
        Assert.Equal(0x80, result.Number("partlyDenied"));
        Assert.Equal(0x8F, result.Number("deepFilter"));
        Assert.Equal(0x8E, result.Number("takenOver"));
        AssertRestStands(result, topic);
    }

    /// <summary>MQTT 3.1.1 can refuse a subscription, and a publish only by cutting the connection: it is acknowledged.</summary>
    [Fact]
    public async Task MQTT_3_is_told_of_subscriptions_alone()
    {
        var (result, topic) = await PlayAsync(4);

        Assert.Equal([0, 0], result.Numbers("badTopic"));
        Assert.All(
            new[] { "unknownDevice", "notJson", "system", "deniedPublish" }, name => Assert.Equal(0, result.Number(name)));
        Assert.All(
            new[] { "deniedSubscribe", "partlyDenied", "deepFilter" }, name => Assert.Equal(0x80, result.Number(name)));
        AssertRestStands(result, topic);
    }

    private static void AssertRestStands(JsonElement result, string topic)
    {
        Assert.Equal(0, result.Number("reading"));
        Assert.Equal(0, result.Number("command"));
        Assert.Equal("still here", result.Text("beside"));
        Assert.Equal([$"{topic}/open", $"{topic}/x"], result.Texts("seen"));
    }

    private async Task<(JsonElement Result, string Topic)> PlayAsync(int version)
    {
        var server = shared.Server;
        var topic = TestTopic.New("commands");
        return (await NodeScript.RunAsync("refusals", new
        {
            url = server.Url("mqtt"),
            standardUrl = server.Url("standard"),
            version,
            topic,
            telemetry = $"sectors/agriculture/farm/{SharedServer.Device}/telemetry",
        }), topic);
    }
}
