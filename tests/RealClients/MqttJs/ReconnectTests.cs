using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

/// <summary>The platform ends under clients that are publishing and subscribing, and comes back.</summary>
public sealed class ReconnectTests
{
    private const int Messages = 1_000;

    [Theory]
    [InlineData(Ending.Terminate)]
    [InlineData(Ending.Kill)]
    public async Task Clients_connect_again_and_nothing_is_lost_or_at_QoS_2_repeated(Ending ending)
    {
        await using var server = await Server.StartAsync();
        await using var script = NodeScript.Start("reconnect", new { url = server.Url("mqtt"), topic = TestTopic.New(), count = Messages });

        for (var version = 0; version < 2; version++) Assert.InRange((await script.NextAsync()).Number("halfway"), 4, 5);
        await server.RestartAsync(ending);
        var results = await script.ResultAsync();

        Assert.Equal([4, 5], results.EnumerateArray().Select(result => result.Number("version")));
        foreach (var result in results.EnumerateArray())
        {
            foreach (var peer in result.GetProperty("presence").EnumerateObject())
            {
                Assert.NotEmpty(peer.Value.EnumerateArray());
                Assert.All(peer.Value.EnumerateArray(), present => Assert.True(present.GetBoolean()));
            }

            Assert.Equal(Enumerable.Range(0, Messages), result.Numbers("atLeastOnce").Distinct());
            Assert.Equal(Enumerable.Range(0, Messages), result.Numbers("exactlyOnce"));
        }
    }
}
