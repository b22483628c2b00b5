using System.Text;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Sparkplug;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Tests.Gateways;

public class SparkplugNodesTests
{
    /// <summary>Payload{metrics: [{alias 7, datatype Double, double_value 0}], seq 5}.</summary>
    private static readonly byte[] _byAlias = [0x12, 13, 0x10, 7, 0x20, 10, 0x69, 0, 0, 0, 0, 0, 0, 0, 0, 0x18, 5];

    /// <summary>The birth of docs/payloads/sparkplug.md: bdSeq 7, Soil_Temp with alias 1.</summary>
    private static readonly byte[] _birth = Convert.FromBase64String("EgsKBWJkU2VxIAhYBxIoCglTb2lsX1RlbXAQASAJShIKB2VuZ1VuaXQSBwgMQgPCsENlMzPbQRgA");

    private readonly HandClock _clock = new();
    private SparkplugStale _stale;

    [Fact]
    public void A_node_that_cannot_be_understood_is_asked_once_and_not_more_often_than_its_limit()
    {
        var nodes = Nodes();
        Take(nodes, "NDATA", "plc-1", _byAlias);
        Take(nodes, "NDATA", "plc-1", _byAlias);
        Assert.Equal(["factory/plc-1"], Rebirths(nodes));
        Assert.Empty(Rebirths(nodes));

        Take(nodes, "NDATA", "plc-1", _byAlias);
        Assert.Empty(Rebirths(nodes));
        _clock.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(["factory/plc-1"], Rebirths(nodes));
    }

    [Fact]
    public void A_birth_in_the_meantime_makes_the_question_needless()
    {
        var nodes = Nodes();
        Take(nodes, "NDATA", "plc-1", _byAlias);
        Take(nodes, "NBIRTH", "plc-1", _birth);
        Assert.Empty(Rebirths(nodes));
        _clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(Rebirths(nodes));
    }

    [Fact]
    public void Beyond_the_limit_the_node_that_was_silent_longest_is_forgotten()
    {
        var nodes = Nodes(new GatewayOptions { SparkplugNodes = 2 });
        foreach (var node in new[] { "plc-1", "plc-2", "plc-1", "plc-3" })
        {
            Take(nodes, "NBIRTH", node, _birth);
            _clock.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, nodes.Count);
        foreach (var node in new[] { "plc-1", "plc-3" }) Assert.Equal(RejectReason.UnknownAlias, Take(nodes, "NDATA", node, _byAlias));
        Assert.Equal(RejectReason.DataBeforeBirth, Take(nodes, "NDATA", "plc-2", _byAlias));
    }

    [Fact]
    public void Beyond_the_limit_of_metrics_nodes_are_forgotten_until_there_is_room_and_the_count_is_that_of_those_left()
    {
        var nodes = Nodes(new GatewayOptions { SparkplugMetrics = 4 });
        foreach (var node in new[] { "plc-1", "plc-2", "plc-1", "plc-3" })
        {
            Take(nodes, "NBIRTH", node, _birth); // bdSeq and Soil_Temp
            _clock.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((2, 4), (nodes.Count, nodes.MetricCount));
        Assert.Equal(RejectReason.DataBeforeBirth, Take(nodes, "NDATA", "plc-2", _byAlias));
        Assert.Equal(RejectReason.UnknownAlias, Take(nodes, "NDATA", "plc-1", _byAlias));
    }

    [Fact]
    public void No_more_nodes_wait_to_be_asked_than_are_remembered_and_the_others_are_asked_when_they_are_heard_again()
    {
        var nodes = Nodes(new GatewayOptions { SparkplugNodes = 2 });
        foreach (var node in new[] { "plc-1", "plc-2", "plc-3" }) Take(nodes, "NDATA", node, _byAlias);
        Assert.Equal(["factory/plc-1", "factory/plc-2"], Rebirths(nodes));

        Take(nodes, "NDATA", "plc-3", _byAlias);
        Assert.Equal(["factory/plc-3"], Rebirths(nodes));
    }

    [Fact]
    public void A_forgotten_node_that_waits_to_be_asked_keeps_nothing_of_its_births_meanwhile()
    {
        const int Metrics = 100;
        var nodes = Nodes();
        for (var i = 0; i < 50; i++)
        {
            Take(nodes, "NBIRTH", $"plc-{i}", BirthOf(Metrics));
            Take(nodes, "NDATA", $"plc-{i}", _byAlias);
        }

        Assert.Equal((50 * Metrics, 50 * Metrics), (nodes.MetricCount, nodes.WaitingMetricCount));

        _clock.Pass(TimeSpan.FromDays(2));
        nodes.ForgetIdle();
        Assert.Equal((0, 0), (nodes.MetricCount, nodes.WaitingMetricCount));
        Assert.Equal(50, Rebirths(nodes).Count());
    }

    // Payload{metrics: [{name, datatype Double}, ...]}, the names of 200 bytes.
    private static byte[] BirthOf(int metrics) =>
        [.. Enumerable.Range(0, metrics).SelectMany(i => (byte[])[0x12, 0xCD, 0x01, 0x0A, 0xC8, 0x01, .. Encoding.UTF8.GetBytes($"{i:D200}"), 0x20, 10])];

    [Fact]
    public void A_node_that_is_silent_for_too_long_is_forgotten()
    {
        var nodes = Nodes(new GatewayOptions { SparkplugNodeIdle = TimeSpan.FromHours(1) });
        Take(nodes, "NBIRTH", "plc-1", _birth);
        _clock.Pass(TimeSpan.FromMinutes(59));
        Take(nodes, "NBIRTH", "plc-2", _birth);
        nodes.ForgetIdle();
        Assert.Equal(2, nodes.Count);

        _clock.Pass(TimeSpan.FromMinutes(2));
        nodes.ForgetIdle();
        Assert.Equal(1, nodes.Count);
    }

    [Fact]
    public void The_death_of_a_device_makes_it_stale_and_that_of_a_node_all_of_them()
    {
        var nodes = Nodes();
        Assert.Empty(StaleAfter(nodes, "NBIRTH", "plc-1"));
        Assert.Empty(StaleAfter(nodes, "DBIRTH", "plc-1/pump"));
        Assert.Empty(StaleAfter(nodes, "DBIRTH", "plc-1/valve"));
        Assert.Equal(["pump"], StaleAfter(nodes, "DDEATH", "plc-1/pump"));
        Assert.Empty(StaleAfter(nodes, "DDEATH", "plc-1/pump"));
        Assert.Equal(["valve", ""], StaleAfter(nodes, "NDEATH", "plc-1"));
        Assert.False(_stale.IsUntilBorn);
        Assert.Empty(StaleAfter(nodes, "NDEATH", "plc-1"));
    }

    [Fact]
    public void The_birth_of_a_node_makes_its_devices_stale_until_they_are_born_in_turn()
    {
        var nodes = Nodes();
        StaleAfter(nodes, "NBIRTH", "plc-1");
        StaleAfter(nodes, "DBIRTH", "plc-1/pump");
        StaleAfter(nodes, "DBIRTH", "plc-1/valve");
        Assert.Equal(["pump", "valve"], StaleAfter(nodes, "NBIRTH", "plc-1").Order());
        Assert.True(_stale.IsUntilBorn);
        Assert.Empty(StaleAfter(nodes, "DBIRTH", "plc-1/pump"));
        Assert.Equal(["pump"], StaleAfter(nodes, "NBIRTH", "plc-1"));
    }

    private IEnumerable<string> StaleAfter(SparkplugNodes nodes, string message, string name)
    {
        Take(nodes, message, name, _birth);
        return _stale.Devices.Select(Encoding.UTF8.GetString);
    }

    private SparkplugNodes Nodes(GatewayOptions? gateways = null) => new(new IngestionOptions { Gateways = gateways ?? new GatewayOptions() }, _clock);

    private RejectReason Take(SparkplugNodes nodes, string message, string node, byte[] body)
    {
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes($"spBv1.0/factory/{message}/{node}"), out var topic));
        var sink = default(LastRefusal);
        nodes.Take(topic, null, body, _clock.GetUtcNow().ToUnixTimeMilliseconds(), ref sink, out _stale);
        return sink.Reason;
    }

    private static IEnumerable<string> Rebirths(SparkplugNodes nodes) =>
        nodes.TakeRebirths().Select(due => $"{Encoding.UTF8.GetString(due.Group)}/{Encoding.UTF8.GetString(due.Node)}");

    private struct LastRefusal : IFieldSink
    {
        public RejectReason Reason { get; private set; }

        public readonly void BeginSample(scoped in SampleHead head)
        {
        }

        public readonly void Value(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
        {
        }

        public readonly void Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> text)
        {
        }

        public readonly void Position(scoped in GeoPosition position)
        {
        }

        public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name) => Reason = reason;

        public readonly void EndSample()
        {
        }
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_795_212_000);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time) => _now += time;
    }
}
