using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class TopicAliasTests
{
    private const MqttVersion V5 = MqttVersion.V5;

    [Fact]
    public async Task An_alias_stands_for_the_topic_it_was_last_given()
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(
            Packets.Publish(V5, "one", "1", properties: Packets.TopicAlias(1)),
            Packets.Publish(V5, "two", "2", properties: Packets.TopicAlias(32)),
            Packets.Publish(V5, "", "3", properties: Packets.TopicAlias(1)),
            Packets.Publish(V5, "", "4", properties: Packets.TopicAlias(32)),
            Packets.Publish(V5, "uno", "5", properties: Packets.TopicAlias(1)),
            Packets.Publish(V5, "", "6", properties: Packets.TopicAlias(1)));

        string[] expected = ["one=1", "two=2", "one=3", "two=4", "uno=5", "uno=6"];
        foreach (var each in expected)
        {
            var message = await server.Application.NextMessageAsync();
            Assert.Equal(each, $"{message.Topic}={message.Payload}");
        }
    }

    [Fact]
    public async Task An_alias_ends_with_its_connection()
    {
        await using var server = await MqttTestServer.StartAsync();
        using (var peer = await server.ConnectAsync())
        {
            await peer.SendAsync(Packets.Publish(V5, "one", "1", properties: Packets.TopicAlias(1)));
            await server.Application.NextMessageAsync();
        }

        using var again = await server.ConnectAsync();
        await again.SendAsync(Packets.Publish(V5, "", "2", properties: Packets.TopicAlias(1)));
        Assert.Equal(DisconnectReason.ProtocolError, await again.ReadDisconnectAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public async Task An_alias_out_of_range_is_invalid(ushort alias)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Packets.Publish(V5, "one", "1", properties: Packets.TopicAlias(alias)));
        Assert.Equal(DisconnectReason.TopicAliasInvalid, await peer.ReadDisconnectAsync());
    }
}
