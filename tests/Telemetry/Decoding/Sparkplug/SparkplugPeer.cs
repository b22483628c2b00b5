using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Sparkplug;

namespace SmartSectors.Telemetry.Tests.Decoding.Sparkplug;

/// <summary>An edge node's messages, one after the other, into a fresh state.</summary>
internal sealed class SparkplugPeer(SparkplugLimits? limits = null)
{
    public const long Start = 1_732_212_345_000;

    public SparkplugNode Node { get; } = new(limits ?? new SparkplugLimits());

    public SparkplugOutcome Outcome { get; private set; }

    public long NowMs { get; set; } = Start;

    /// <summary>Takes a message and gives what the sink heard, joined by " | ".</summary>
    public string Take(string message, byte[] body, string? device = null, DecodeLimits? decoding = null)
    {
        var topic = $"spBv1.0/factory/{message}/line-1{(device is null ? "" : "/" + device)}";
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts));
        Assert.Equal(ForeignKind.Readings, parts.Kind);
        var sink = new FieldRecorder();
        Outcome = Node.Take(parts, body, NowMs, ref sink, decoding ?? new DecodeLimits());
        return string.Join(" | ", sink.Calls);
    }

    /// <summary>A birth of the node with bdSeq and one metric, alias 1.</summary>
    public void Birth(int seq = 0, ulong bdSeq = 0) => Take("NBIRTH", SparkplugEncoder.Payload(
        Start, seq, SparkplugEncoder.Metric("bdSeq", type: 4, member: 11, value: bdSeq), SparkplugEncoder.Metric("v", 1, 10, 13, 1.5)));

    /// <summary>A data message of the node with the metric of alias 1.</summary>
    public string Data(int seq, ulong alias = 1) =>
        Take("NDATA", SparkplugEncoder.Payload(Start, seq, SparkplugEncoder.Metric(alias: alias, member: 13, value: 2.5)));
}
