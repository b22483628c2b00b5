using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

[Collection(SharedServerCollection.Name)]
public sealed class WillTests(SharedServer shared)
{
    [Theory]
    [InlineData("mqtt")]
    [InlineData("mqtts")]
    [InlineData("ws")]
    public async Task A_client_that_loses_its_power_leaves_a_will_and_one_that_says_goodbye_does_not(string transport)
    {
        var result = await NodeScript.RunAsync("wills", shared.Server.Input(transport, version: 4));
        AssertWills(result);
    }

    [Fact]
    public async Task A_will_of_MQTT_5_can_be_wanted_delayed_and_described()
    {
        var result = await NodeScript.RunAsync("wills", shared.Server.Input("mqtt", version: 5));

        AssertWills(result);
        Assert.Equal("wanted", result.GetProperty("wanted").Text("payload"));
        AssertDescribed(result.GetProperty("described"));
        Assert.True(result.Flag("sessionPresent"));
        Assert.Equal("late", result.GetProperty("late").Text("payload"));
        Assert.True(result.Number("lateAfterMs") >= 1_990, $"a delay of 2 s was {result.Number("lateAfterMs")} ms");
        Assert.Equal("session over", result.GetProperty("sessionOver").Text("payload"));
    }

    private static void AssertWills(JsonElement result)
    {
        Assert.Equal(("power lost", 2, false), Seen(result, "powerLost"));
        Assert.Equal(("kept", 1, false), Seen(result, "live"));
        Assert.Equal(("kept", 1, true), Seen(result, "retained"));
        Assert.Equal(("taken over", 1, false), Seen(result, "takenOver"));
        Assert.Empty(result.GetProperty("more").EnumerateArray());
    }

    private static void AssertDescribed(JsonElement will)
    {
        var properties = will.GetProperty("properties");
        Assert.Equal("described", will.Text("payload"));
        Assert.Equal("text/plain", properties.Text("contentType"));
        Assert.Equal("answers", properties.Text("responseTopic"));
        Assert.Equal("c"u8.ToArray(), properties.GetProperty("correlationData").Numbers("data").Select(value => (byte)value));
        Assert.Equal(["farm", "plot"], properties.GetProperty("userProperties").Texts("place"));
        Assert.True(properties.Flag("payloadFormatIndicator"));
        Assert.InRange(properties.Number("messageExpiryInterval"), 90, 100);
    }

    private static (string? Payload, int Qos, bool Retain) Seen(JsonElement result, string name)
    {
        var message = result.GetProperty(name);
        return (message.Text("payload"), message.Number("qos"), message.Flag("retain"));
    }
}
