using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

[Collection(SharedServerCollection.Name)]
public sealed class RetainedTests(SharedServer shared)
{
    [Theory]
    [InlineData("mqtt", 4)]
    [InlineData("mqtts", 4)]
    [InlineData("mqtt", 5)]
    [InlineData("ws", 5)]
    public async Task A_retained_message_is_set_replaced_and_cleared(string transport, int version)
    {
        var result = await NodeScript.RunAsync("retained", shared.Server.Input(transport, version));

        Assert.Equal([], Seen(result, "before"));
        Assert.Equal([("first", true, 1)], Seen(result, "set"));
        Assert.Equal([("second", true, 2)], Seen(result, "replaced"));
        Assert.Equal([("second", true, 0)], Seen(result, "atQos0"));
        Assert.Equal([], Seen(result, "cleared"));
        Assert.Equal([("first", false, 1), ("second", false, 2), ("passing", false, 1), ("", false, 1)], Seen(result, "live"));
        if (version < 5) return;
        Assert.Equal([], Seen(result, "notWanted"));
        Assert.Equal([("second", true, 1)], Seen(result, "again"));
        Assert.Equal([("first", true, 1), ("second", true, 2), ("passing", false, 1), ("", true, 1)], Seen(result, "asPublished"));
    }

    private static IEnumerable<(string? Payload, bool Retain, int Qos)> Seen(JsonElement result, string name) =>
        result.GetProperty(name).EnumerateArray().Select(message => (message.Text("payload"), message.Flag("retain"), message.Number("qos")));
}
