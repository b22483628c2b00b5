using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>The client as a real broker sees it.</summary>
public sealed class MosquittoBrokerTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Passes_on_what_the_client_publishes(MqttVersion version)
    {
        var topic = $"real/{version}";
        using var subscriber = await broker.SubscribeAsync(topic, messages: 3);
        await using var client = await ConnectAsync(version);
        var properties = version is MqttVersion.V5 ? Packets.UserProperty("traceparent", "00-1") : [];

        await client.PublishAsync(Encoding.UTF8.GetBytes(topic), "zero"u8.ToArray(), QualityOfService.AtMostOnce, properties).InTime();
        await client.PublishAsync(Encoding.UTF8.GetBytes(topic), "một"u8.ToArray(), QualityOfService.AtLeastOnce, properties).InTime();
        await client.PublishAsync(Encoding.UTF8.GetBytes(topic), new string('x', 50_000).Select(c => (byte)c).ToArray(), QualityOfService.AtLeastOnce, properties).InTime();

        var lines = (await subscriber.StandardOutput.ReadToEndAsync().InTime()).Split('\n').Where(line => line.StartsWith(topic, StringComparison.Ordinal));
        var suffix = version is MqttVersion.V5 ? "traceparent:00-1" : "";
        Assert.Equal([$"{topic} zero {suffix}", $"{topic} một {suffix}", $"{topic} {new string('x', 50_000)} {suffix}"], lines);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Acknowledges_every_message_of_a_batch(MqttVersion version)
    {
        // Mosquitto announces 20 in flight and leaves Nagle's algorithm on, which makes 40 ms of every 20.
        const int Messages = 200;
        await using var client = await ConnectAsync(version);
        var batch = new PublishBatch(version, QualityOfService.AtLeastOnce);
        for (var message = 0; message < Messages; message++) batch.Add("nobody/listens"u8, "x"u8);
        await client.SendAsync(batch).InTime();
        await client.WaitForAcknowledgementsAsync().InTime();
        Assert.Equal(Messages, client.Acknowledged);
        Assert.Equal(0, client.Refused);
    }

    [Fact]
    public async Task Gives_an_identifier_to_a_client_without_one()
    {
        await using var client = await MqttPublisher.ConnectAsync(
            "127.0.0.1", broker.Port, new MqttPublisherOptions { Version = MqttVersion.V5 }).InTime();
        Assert.NotEqual("", client.ClientId);
    }

    private Task<MqttPublisher> ConnectAsync(MqttVersion version) =>
        MqttPublisher.ConnectAsync(
            "127.0.0.1", broker.Port, new MqttPublisherOptions { Version = version, ClientId = $"client-{Guid.NewGuid():N}" }).InTime();
}
