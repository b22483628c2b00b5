using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class DenyListTests
{
    [Theory]
    [InlineData("test/nosubscribe", "test/nosubscribe", false)]
    [InlineData("test/nosubscribe", "test/nosubscribe/more", true)]
    [InlineData("test/nosubscribe", "test", true)]
    [InlineData("test/nosubscribe", "test/", true)]
    [InlineData("test/#", "test", false)]
    [InlineData("test/#", "test/a/b", false)]
    [InlineData("test/#", "tests", true)]
    [InlineData("test/+", "test/a", false)]
    [InlineData("test/+", "test/", false)]
    [InlineData("test/+", "test", true)]
    [InlineData("test/+", "test/a/b", true)]
    [InlineData("+/secret", "a/secret", false)]
    [InlineData("+/secret", "/secret", false)]
    [InlineData("+/secret", "$SYS/secret", true)]
    [InlineData("#", "a", false)]
    [InlineData("#", "$SYS/a", true)]
    [InlineData("$SYS/#", "$SYS/a", false)]
    public void A_topic_that_a_denied_filter_matches_cannot_be_published_to(string denied, string topic, bool may) =>
        Assert.Equal(may, new DenyListRights(["other", denied]).MayPublish(Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("a/b", "a/b", false)]
    [InlineData("a/b", "a/+", true)]
    [InlineData("a/b", "#", true)]
    [InlineData("a/+", "a/+", false)]
    [InlineData("a/+", "a/#", true)]
    [InlineData("a/+", "+/b", true)]
    [InlineData("a/#", "a/+/b", false)]
    [InlineData("a/#", "a/#", false)]
    [InlineData("+/#", "+", false)]
    [InlineData("+/#", "a/+", false)]
    [InlineData("#", "#", false)]
    [InlineData("#", "$SYS/#", true)]
    public void A_filter_without_any_other_topic_than_denied_ones_cannot_be_subscribed_to(string denied, string filter, bool may) =>
        Assert.Equal(may, new DenyListRights([denied]).MaySubscribe(Encoding.UTF8.GetBytes(filter)));

    [Fact]
    public async Task An_open_listener_gives_its_rights_without_asking_the_application()
    {
        var listener = new MqttListener
        {
            Name = "open",
            Limits = new MqttLimits(),
            Access = ListenerAccess.Open,
            DeniedTopics = ["test/nosubscribe"],
        };
        await using var server = await MqttTestServer.StartAsync(listener: listener);
        server.Application.Authorize = (_, _) => throw new InvalidOperationException("asked");
        using var peer = await server.ConnectAsync();

        var connection = await server.Application.NextConnectionAsync();
        Assert.Same(listener, connection.Listener);
        Assert.False(connection.Rights.MayPublish("test/nosubscribe"u8));
        Assert.True(connection.Rights.MayPublish("test/other"u8));
    }
}
