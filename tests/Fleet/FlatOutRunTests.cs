using System.Globalization;
using System.Text.Json;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Tests;

public sealed class FlatOutRunTests : IDisposable
{
    private readonly string _record = Path.GetTempFileName();

    private static FleetOptions Options(TestBroker broker) => new()
    {
        Broker = $"127.0.0.1:{broker.Port}",
        FlatOut = true,
        Devices = 40,
        Sites = 4,
        Connections = 4,
        Messages = 2_000,
    };

    public void Dispose() => File.Delete(_record);

    [Theory]
    [InlineData(MqttVersion.V5, 100)]
    [InlineData(MqttVersion.V311, 7)]
    [InlineData(MqttVersion.V5, 1)]
    public async Task Exactly_the_messages_asked_for_are_sent_and_acknowledged(MqttVersion version, int window)
    {
        await using var broker = await TestBroker.StartAsync();

        var summary = await RunAsync(Options(broker) with { Version = version, Window = window });

        Assert.Equal((2_000, 2_000), (summary.Sent, summary.Acknowledged));
        Assert.True(summary.IsComplete);
        Assert.Equal(2_000, broker.Messages.Count);
        Assert.Equal(6_000, summary.Readings);
        AssertTimesIncrease(broker.Messages);
        Assert.Equal(40, broker.Messages.Select(message => message.Topic).Distinct().Count());
    }

    [Fact]
    public async Task At_QoS_0_all_is_sent_and_nothing_waited_for()
    {
        await using var broker = await TestBroker.StartAsync(stopAt: 2_000);

        var summary = await RunAsync(Options(broker) with { Qos = 0 });
        await broker.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((2_000, 0, 0), (summary.Sent, summary.Acknowledged, summary.Unacknowledged));
        Assert.Equal(2_000, broker.Messages.Count);
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        await using var broker = await TestBroker.StartAsync();

        var summary = await RunAsync(Options(broker) with { Messages = null, Rate = 500, Duration = TimeSpan.FromSeconds(2) });

        Assert.InRange(summary.Acknowledged, 800, 1_000);
    }

    [Fact]
    public async Task Refusals_are_counted_by_their_reason_and_not_recorded()
    {
        await using var broker = await TestBroker.StartAsync(
            n => new(true, n % 4 == 0 ? PubAckReason.QuotaExceeded : PubAckReason.Success));

        var summary = await RunAsync(Options(broker) with { RecordPath = _record });

        Assert.Equal(1_500, summary.Acknowledged);
        Assert.Equal([new("0x97", 500)], summary.RefusedByReason);
        Assert.True(summary.IsComplete);
        Assert.Equal(1_501, (await File.ReadAllLinesAsync(_record)).Length);
    }

    [Fact]
    public async Task A_missing_acknowledgement_is_counted()
    {
        await using var broker = await TestBroker.StartAsync(n => new(Acknowledge: n < 500));

        var summary = await RunAsync(Options(broker) with { Connections = 1, DrainTimeout = TimeSpan.FromMilliseconds(50), Duration = TimeSpan.FromSeconds(1) });

        Assert.False(summary.IsComplete);
        Assert.InRange(summary.Unacknowledged, 1, 100);
        Assert.Equal(summary.Sent, summary.Acknowledged + summary.Unacknowledged);
    }

    [Fact]
    public async Task After_a_loss_what_was_not_acknowledged_is_sent_again_as_it_was_with_DUP()
    {
        // The first broker stops acknowledging and dies; the second takes its port.
        var first = await TestBroker.StartAsync(n => new(Acknowledge: n < 400), stopAt: 400);
        var options = Options(first) with { Reconnect = true, RecordPath = _record, Messages = 3_000, DrainTimeout = TimeSpan.FromSeconds(30) };
        var run = RunAsync(options);
        await first.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await first.DisposeAsync();
        await using var second = await TestBroker.StartAsync(port: first.Port);

        var summary = await run;

        Assert.True(summary.IsComplete, summary.ToString());
        Assert.Equal((3_000, 3_000), (summary.Sent, summary.Acknowledged));
        Assert.Equal(4, summary.Reconnects);
        Assert.True(summary.Resent > 0);
        Assert.Equal(summary.Resent, second.Messages.Count(message => message.IsDuplicate));

        // Every resend that the first broker had got is the same message, and together they have each message once.
        var received = first.Messages.Concat(second.Messages).Select(message => (message.Topic, message.Body)).ToHashSet();
        Assert.Equal(3_000, received.Count);
        Assert.Equal(received.Select(Line).Order(), (await File.ReadAllLinesAsync(_record)).Skip(1).Order());
    }

    [Fact]
    public async Task Without_reconnecting_a_loss_ends_the_run_and_is_told()
    {
        var broker = await TestBroker.StartAsync(n => new(Acknowledge: n < 400), stopAt: 400);
        var run = RunAsync(Options(broker) with { Messages = null });
        await broker.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await broker.DisposeAsync();

        var summary = await run;

        Assert.Equal(4, summary.ConnectionsLost);
        Assert.NotNull(summary.LastLoss);
        Assert.False(summary.IsComplete);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_an_error_that_says_so()
    {
        var broker = await TestBroker.StartAsync();
        var options = Options(broker);
        await broker.DisposeAsync();

        var error = await Assert.ThrowsAsync<FleetException>(() => RunAsync(options));

        Assert.Contains(options.Broker, error.Message, StringComparison.Ordinal);
    }

    private static Task<FleetSummary> RunAsync(FleetOptions options) =>
        FleetRunner.RunAsync(options, progress: null, CancellationToken.None);

    private static string Line((string Topic, string Body) message)
    {
        using var body = JsonDocument.Parse(message.Body);
        var values = body.RootElement.GetProperty("values").EnumerateObject().Select(value => value.Value.GetRawText());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{message.Topic.Split('/')[3]},{body.RootElement.GetProperty("ts").GetInt64()},{string.Join(',', values)}");
    }

    private static void AssertTimesIncrease(IEnumerable<TestBroker.Message> messages)
    {
        foreach (var device in messages.GroupBy(message => message.Topic))
        {
            var times = device.Select(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("ts").GetInt64()).ToList();
            Assert.Equal(times.Order().Distinct(), times);
        }
    }
}
