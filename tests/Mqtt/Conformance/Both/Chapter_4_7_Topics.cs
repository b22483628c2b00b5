using SmartSectors.Mqtt.Tests.Conformance.Wire;
using static SmartSectors.Mqtt.MqttVersion;

namespace SmartSectors.Mqtt.Tests.Conformance.Both;

public sealed class Chapter_4_7_Topics
{
    [Theory]
    [BothVersions("sport/tennis#")]
    [BothVersions("sport/tennis/#/ranking")]
    [BothVersions("##")]
    [Statement(V5, "MQTT-4.7.1-1")]
    [Statement(V311, "MQTT-4.7.1-2")]
    public async Task MQTT_4_7_1_1_hash_stands_alone_in_the_last_level(MqttVersion version, string filter) =>
        await IsNotAFilterAsync(version, filter);

    [Theory]
    [BothVersions("sport+")]
    [BothVersions("sport/+tennis/a")]
    [BothVersions("++")]
    [Statement(V5, "MQTT-4.7.1-2")]
    [Statement(V311, "MQTT-4.7.1-3")]
    public async Task MQTT_4_7_1_2_plus_fills_a_whole_level(MqttVersion version, string filter) =>
        await IsNotAFilterAsync(version, filter);

    /// <summary>The examples of §4.7.1.2 and §4.7.1.3.</summary>
    [Theory]
    [BothVersions("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [BothVersions("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [BothVersions("sport/#", "sport", true)]
    [BothVersions("#", "sport/tennis", true)]
    [BothVersions("sport/tennis/+", "sport/tennis/player1", true)]
    [BothVersions("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [BothVersions("sport/+", "sport", false)]
    [BothVersions("sport/+", "sport/", true)]
    [BothVersions("+/+", "/finance", true)]
    [BothVersions("/+", "/finance", true)]
    [BothVersions("+", "/finance", false)]
    [BothVersions("+/tennis/#", "sport/tennis", true)]
    [Statement(V5, "MQTT-4.7.1-1")]
    [Statement(V5, "MQTT-4.7.1-2")]
    [Statement(V311, "MQTT-4.7.1-2")]
    [Statement(V311, "MQTT-4.7.1-3")]
    public async Task MQTT_4_7_1_1_and_4_7_1_2_wildcards_match_as_the_specification_says(MqttVersion version, string filter, string topic, bool matches) =>
        Assert.Equal(matches, await MatchesAsync(version, filter, topic));

    /// <summary>The server itself publishes below $SYS, where no client may.</summary>
    [Theory]
    [BothVersions("#", false)]
    [BothVersions("+/broker/uptime", false)]
    [BothVersions("+/#", false)]
    [BothVersions("$SYS/#", true)]
    [BothVersions("$SYS/broker/+", true)]
    [Statement(V5, "MQTT-4.7.2-1")]
    [Statement(V311, "MQTT-4.7.2-1")]
    public async Task MQTT_4_7_2_1_a_leading_wildcard_does_not_match_a_leading_dollar(MqttVersion version, string filter, bool matches)
    {
        await using var broker = new Broker(options => options.StatisticsInterval = TimeSpan.FromSeconds(1));
        broker.Advance(2); // retained messages are there as well
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync(filter, 0);
        broker.Advance(2);
        Assert.Equal(matches, (await client.ReceiveAllAsync()).Any(static packet => packet.AsPublish().Topic == "$SYS/broker/uptime"));
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.7.3-1")]
    [Statement(V311, "MQTT-4.7.3-1")]
    public async Task MQTT_4_7_3_1_an_empty_topic_or_filter_is_an_error(MqttVersion version)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.SendAsync(Packet.Publish(version, "", "x"));
        await publisher.IsClosedForErrorAsync();
        await IsNotAFilterAsync(version, "");
    }

    [Theory]
    [BothVersions]
    [Statement(V5, "MQTT-4.7.3-2")]
    [Statement(V311, "MQTT-4.7.3-2")]
    public async Task MQTT_4_7_3_2_U_0000_in_a_topic_or_filter_is_an_error(MqttVersion version)
    {
        await using var broker = new Broker();
        var publisher = await broker.ConnectAsync(version, "p");
        await publisher.SendAsync(Packet.Publish(version, "a/\0", "x"));
        await publisher.IsClosedForErrorAsync();
        await IsNotAFilterAsync(version, "a/\0");
        var unsubscriber = await broker.ConnectAsync(version, "u");
        await unsubscriber.SendAsync(Packet.Unsubscribe(version, 1, "a/\0"));
        await unsubscriber.IsClosedForErrorAsync();
    }

    [Theory]
    [BothVersions("ACCOUNTS", "Accounts")]
    [BothVersions("a", "/a")]
    [BothVersions("a/", "a")]
    [BothVersions("a//b", "a/b")]
    [BothVersions("caf\u00E9", "cafe\u0301")] // the same letter composed and decomposed
    [BothVersions("a b", "a  b")]
    [Statement(V5, "MQTT-4.7.3-4")]
    [Statement(V311, "MQTT-4.7.3-4")]
    public async Task MQTT_4_7_3_4_nothing_is_normalised(MqttVersion version, string filter, string topic)
    {
        Assert.False(await MatchesAsync(version, filter, topic));
        Assert.True(await MatchesAsync(version, filter, filter));
    }

    private static async Task IsNotAFilterAsync(MqttVersion version, string filter)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SendAsync(Packet.Subscribe(version, 1, (filter, 0)));
        await client.IsClosedForErrorAsync();
    }

    private static async Task<bool> MatchesAsync(MqttVersion version, string filter, string topic)
    {
        await using var broker = new Broker();
        var client = await broker.ConnectAsync(version, "c");
        await client.SubscribeAsync(filter);
        await client.PublishAsync(topic, "x");
        return (await client.ReceiveAllAsync()).Count == 1;
    }
}
