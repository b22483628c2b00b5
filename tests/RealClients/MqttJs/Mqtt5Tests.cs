using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

/// <summary>What MQTT 5.0 has beyond MQTT 3.1.1.</summary>
[Collection(SharedServerCollection.Name)]
public sealed class Mqtt5Tests(SharedServer shared)
{
    [Fact]
    public async Task Subscription_options_hold_and_identifiers_come_back()
    {
        var result = await PlayAsync("subscription-options");

        Assert.Equal(["loud: my own", "quiet: another's", "loud: another's"], result.Texts("noLocal"));
        Assert.Equal([[7]], Lists(result, "one"));
        Assert.Equal([[268_435_455]], Lists(result, "another"));
        Assert.Equal([7, 268_435_455], result.Numbers("both"));
    }

    [Theory]
    [InlineData("mqtt")]
    [InlineData("mqtts")]
    [InlineData("ws")]
    public async Task A_question_carries_its_properties_and_gets_its_answer(string transport)
    {
        var input = shared.Server.Input(transport, version: 5);
        var result = await NodeScript.RunAsync("properties", input);

        var question = result.GetProperty("question");
        var properties = question.GetProperty("properties");
        Assert.Equal("Độ ẩm?", question.Text("payload"));
        Assert.Equal($"{input.Topic}/answers", properties.Text("responseTopic"));
        Assert.Equal([0, 1, 254, 255], properties.GetProperty("correlationData").Numbers("data"));
        Assert.Equal("text/plain; charset=utf-8", properties.Text("contentType"));
        Assert.True(properties.Flag("payloadFormatIndicator"));
        Assert.InRange(properties.Number("messageExpiryInterval"), 900, 1000);
        var user = properties.GetProperty("userProperties");
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", user.Text("traceparent"));
        Assert.Equal(["Vùng trồng", ""], user.Texts("nơi"));

        var answer = result.GetProperty("answer");
        Assert.Equal("31,2", answer.Text("payload"));
        Assert.Equal([0, 1, 254, 255], answer.GetProperty("properties").GetProperty("correlationData").Numbers("data"));
    }

    [Fact]
    public async Task Messages_and_sessions_expire()
    {
        var result = await PlayAsync("expiry");

        var messages = result.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["lasts", "for ever"], messages.Select(message => message.Text("payload")));
        Assert.InRange(messages[0].Number("secondsLeft"), 900, 999);
        Assert.Equal(JsonValueKind.Null, messages[1].GetProperty("secondsLeft").ValueKind);
        var sessions = result.GetProperty("sessions");
        Assert.False(sessions.Flag("short"));
        Assert.False(sessions.Flag("given up"));
        Assert.True(sessions.Flag("kept"));
        Assert.Equal(7 * 24 * 3600, result.Number("longestSeconds"));
    }

    [Fact]
    public async Task Topic_aliases_stand_for_topics_both_ways()
    {
        var result = await PlayAsync("aliases");

        Assert.Equal(32, result.Number("allowed"));
        Assert.Equal(result.Texts("expected"), result.Texts("received"));
        Assert.Equal(result.Texts("expected"), result.Texts("receivedPlain"));
        Assert.Equal(15, result.Number("sentWithoutTopic")); // all but the first of each of three topics
        Assert.True(result.Number("receivedWithoutTopic") > 0);
        Assert.All(result.Numbers("receivedAliases"), alias => Assert.InRange(alias, 0, 2));
        Assert.Equal([0], result.Numbers("plainAliases"));
    }

    [Fact]
    public async Task Client_and_server_keep_to_the_limits_that_they_tell_each_other()
    {
        var server = shared.Server;
        var result = await NodeScript.RunAsync(
            "limits", new { url = server.Url("mqtt"), briefUrl = server.Url("brief"), version = 5, topic = TestTopic.New() });

        var announced = result.GetProperty("server");
        Assert.Equal(1_000, announced.Number("receiveMaximum"));
        Assert.Equal(262_144, announced.Number("maximumPacketSize"));
        Assert.Equal(3, result.Number("mostUnreleased"));
        Assert.Equal(Enumerable.Range(0, 200), result.Numbers("few"));
        Assert.Equal([100, 101], result.Numbers("small"));
        Assert.NotEmpty(result.Text("assigned")!);
        Assert.Equal(1_200, result.Number("longestKeepAlive"));
        var brief = result.GetProperty("brief");
        Assert.Equal(1, brief.Number("serverKeepAlive"));
        Assert.Equal(1_000, brief.Number("maximumPacketSize"));
        Assert.Equal(0x95, brief.Number("reasonOfTooLong"));
    }

    private Task<JsonElement> PlayAsync(string scenario) => NodeScript.RunAsync(scenario, shared.Server.Input("mqtt", version: 5));

    private static IEnumerable<IEnumerable<int>> Lists(JsonElement result, string name) =>
        result.GetProperty(name).EnumerateArray().Select(list => list.EnumerateArray().Select(value => value.GetInt32()));
}
