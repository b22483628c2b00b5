using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>The server as mosquitto_pub sees it.</summary>
public sealed class MosquittoPubTests
{
    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    public async Task Publishes(string version, int qos)
    {
        await using var server = await MqttTestServer.StartAsync();
        var (exitCode, error) = await PublishAsync(server, "-V", version, "-q", $"{qos}", "-t", "a/b", "-m", "xin chào");

        Assert.True(exitCode == 0, error);
        var message = await server.Application.NextMessageAsync();
        Assert.Equal(("a/b", "xin chào", (QualityOfService)qos), (message.Topic, message.Payload, message.Qos));
        Assert.Equal(DisconnectCause.ClientDisconnected, await server.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task Sends_user_properties_with_CONNECT_and_PUBLISH()
    {
        await using var server = await MqttTestServer.StartAsync();
        var (exitCode, error) = await PublishAsync(
            server,
            "-V", "mqttv5", "-q", "1", "-t", "a/b", "-m", "x", "-u", "trạm", "-P", "secret",
            "-D", "connect", "user-property", "fleet", "buses",
            "-D", "publish", "user-property", "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "-D", "publish", "topic-alias", "3");

        Assert.True(exitCode == 0, error);
        var request = await server.Application.NextRequestAsync();
        Assert.Equal("trạm", request.UserName);
        Assert.Equal([KeyValuePair.Create("fleet", "buses")], request.UserProperties);
        Assert.Equal(
            "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01;",
            (await server.Application.NextMessageAsync()).UserProperties);
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Publishes_retained_with_a_will_as_devices_do(string version)
    {
        await using var server = await MqttTestServer.StartAsync();
        var (exitCode, error) = await PublishAsync(
            server, "-V", version, "-q", "1", "-r", "-t", "a/b", "-m", "x", "--will-topic", "a/gone", "--will-payload", "gone", "--will-qos", "1");
        Assert.True(exitCode == 0, error);
        Assert.Equal("x", (await server.Application.NextMessageAsync()).Payload);
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Is_told_when_it_is_refused(string version)
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Authorize = (_, _) => new(ConnectVerdict.Refuse(ConnectReason.NotAuthorized));
        var (exitCode, error) = await PublishAsync(server, "-V", version, "-t", "a/b", "-m", "x");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("ot authori", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> PublishAsync(MqttTestServer server, params string[] arguments)
    {
        using var process = DebianProgram.Start(
            "mosquitto_pub", "mosquitto-clients", ["-h", "127.0.0.1", "-p", $"{server.Port}", .. arguments]);
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().InTime();
        return (process.ExitCode, await error);
    }
}
