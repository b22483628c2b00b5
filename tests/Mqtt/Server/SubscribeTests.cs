using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class SubscribeTests
{
    // Packet identifier 10, filters "a" and "b".
    [Theory]
    [InlineData(MqttVersion.V311, "82 0A 00 0A 00 01 61 00 00 01 62 01", "90 04 00 0A 00 01")]
    [InlineData(MqttVersion.V5, "82 0B 00 0A 00 00 01 61 00 00 01 62 01", "90 05 00 0A 00 00 01")]
    [InlineData(MqttVersion.V311, "A2 08 00 0A 00 01 61 00 01 62", "B0 02 00 0A")]
    [InlineData(MqttVersion.V5, "A2 09 00 0A 00 00 01 61 00 01 62", "B0 05 00 0A 00 11 11")]
    public async Task Each_filter_gets_its_answer(MqttVersion version, string request, string answer)
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync(version);
        await peer.SendAsync(Bytes(request));
        Assert.Equal(Bytes(answer), await peer.ReadPacketAsync());

        await peer.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await peer.ReadPacketAsync());
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
