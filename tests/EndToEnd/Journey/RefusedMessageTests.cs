using System.Text;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>What cannot be taken gets its reason, in the PUBACK where ingestion sees it and in the ledger always, and stops nothing.</summary>
public sealed class RefusedMessageTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    private const string Plot = "sectors/agriculture/plot/";

    /// <summary>What is wrong, its topic, its body, the reason of the PUBACK and that of the ledger.</summary>
    public static TheoryData<string, string, string, PubAckReason, string> Refusals => new()
    {
        { "an unknown device", Plot + "stranger/telemetry", Body("31.2"), PubAckReason.NotAuthorized, "unknown_device" },
        { "an unknown site", "sectors/agriculture/nowhere/stranger/telemetry", Body("31.2"), PubAckReason.NotAuthorized, "unknown_site" },
        { "the wrong site", "sectors/agriculture/farm/probe-bad/telemetry", Body("31.2"), PubAckReason.NotAuthorized, "wrong_site" },
        { "an unknown sector", "sectors/alchemy/plot/probe-bad/telemetry", Body("31.2"), PubAckReason.TopicNameInvalid, "unknown_sector" },
        { "another topic", "sectors/agriculture/plot/probe-bad/state", Body("31.2"), PubAckReason.TopicNameInvalid, "bad_topic" },
        { "a space in the id", Plot + "probe bad/telemetry", Body("31.2"), PubAckReason.TopicNameInvalid, "bad_topic" },
        { "Vietnamese letters in the id", Plot + "cảm-biến/telemetry", Body("31.2"), PubAckReason.TopicNameInvalid, "bad_topic" },
        { "a path in the id", Plot + "..%2f/telemetry", Body("31.2"), PubAckReason.TopicNameInvalid, "bad_topic" },
        { "an empty id", Plot + "/telemetry", Body("31.2"), PubAckReason.TopicNameInvalid, "bad_topic" },
        { "an id of 65 characters", $"{Plot}{new string('x', 65)}/telemetry", Body("31.2"), PubAckReason.TopicNameInvalid, "bad_topic" },
        { "half a JSON body", Probe, """{"soil_moisture":31.2""", PubAckReason.PayloadFormatInvalid, "malformed" },
        { "no JSON body", Probe, "31.2", PubAckReason.PayloadFormatInvalid, "malformed" },
        { "an empty body", Probe, "", PubAckReason.PayloadFormatInvalid, "malformed" },
        { "NaN as no JSON", Probe, Body("NaN"), PubAckReason.PayloadFormatInvalid, "malformed" },
        { "10,000 levels", Probe, Body(new string('[', 10_000) + new string(']', 10_000)), PubAckReason.PayloadFormatInvalid, "malformed" },
        { "130 KB", Probe, Body(new string(' ', 130 * 1024) + "1"), PubAckReason.QuotaExceeded, "oversized" },
        { "NaN as a text", Probe, Body("\"NaN\""), PubAckReason.Success, "not_finite" },
        { "infinity", Probe, Body("\"-Infinity\""), PubAckReason.Success, "not_finite" },
        { "1e400", Probe, Body("1e400"), PubAckReason.Success, "not_finite" },
        { "1e400 as a text", Probe, Body("\"1e400\""), PubAckReason.Success, "not_finite" },
        { "a value beyond a billion", Probe, Body("1e10"), PubAckReason.Success, "out_of_range" },
        { "no number", Probe, Body("null"), PubAckReason.Success, "not_numeric" },
        { "a nested value", Probe, Body("{\"x\":1}"), PubAckReason.Success, "nested" },
        { "an unknown indicator", Probe, """{"unobtainium":1}""", PubAckReason.Success, "unknown_indicator" },
        { "a time in seconds", Probe, At(Now / 1000), PubAckReason.Success, "impossible_time" },
        { "the year 5138", Probe, At(99_999_999_999_999), PubAckReason.Success, "future" },
        { "the largest time", Probe, At(long.MaxValue), PubAckReason.Success, "future" },
        { "a time before time", Probe, At(long.MinValue + 1), PubAckReason.Success, "impossible_time" },
        { "a reading of last year", Probe, At(Now - (366L * 86_400_000)), PubAckReason.Success, "too_old" },
    };

    private const string Probe = Plot + "probe-bad/telemetry";

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Is_refused_with_its_reason_and_does_not_stop_the_next(string what, string topic, string body, PubAckReason reason, string code)
    {
        await using var publisher = await running.ConnectAsync();
        var before = await running.Platform.LedgerAsync();

        Assert.Equal((what, reason), (what, await PublishAsync(publisher, topic, body)));
        Assert.Equal(PubAckReason.Success, await PublishAsync(publisher, Probe, At(Now)));

        var after = await Eventually.Async(() => running.Platform.LedgerAsync(), books => books.Received >= before.Received + 2);
        Assert.Equal(before.Received + 2, after.Received);
        Assert.Equal(before.Stored + 1, after.Stored);
        Assert.Equal(before.Rejected.GetValueOrDefault(code) + 1, after.Rejected.GetValueOrDefault(code));
        Assert.True(after.Closes, after.ToString());
    }

    [Fact]
    public async Task A_packet_of_more_than_the_server_takes_closes_its_connection_and_no_other()
    {
        await using var publisher = await running.ConnectAsync();
        await using var giant = await running.ConnectAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => PublishAsync(giant, Probe, Body(new string(' ', 1 << 20) + "1")));
        Assert.Equal(PubAckReason.Success, await PublishAsync(publisher, Probe, At(Now)));
    }

    private static string Body(string value) => $$"""{"soil_moisture":{{value}}}""";

    private static string At(long timeMs) => $$$"""{"ts":{{{timeMs}}},"values":{"soil_moisture":31.2}}""";

    private static Task<PubAckReason> PublishAsync(MqttPublisher publisher, string topic, string body) =>
        publisher.PublishAsync(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(body), QualityOfService.AtLeastOnce);
}
