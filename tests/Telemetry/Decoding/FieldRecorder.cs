using System.Globalization;
using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>Writes down what a foreign decoder says, one line a call.</summary>
internal readonly struct FieldRecorder() : IFieldSink
{
    public const long ReceivedMs = 1_795_212_000_000;

    public List<string> Calls { get; } = [];

    public void BeginSample(scoped in SampleHead head)
    {
        var line = new StringBuilder("begin ").Append(Text(head.Device));
        if (!head.Model.IsEmpty) line.Append(" model ").Append(Text(head.Model));
        if (head.Time.IsGiven) line.Append(" at ").Append(head.Time.ToUnixMs());
        if (head.GatewayTime.IsGiven) line.Append(" heard ").Append(head.GatewayTime.ToUnixMs());
        if (head.Traits is not FieldTraits.None) line.Append(' ').Append(head.Traits);
        Calls.Add(line.ToString());
    }

    public void Value(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) =>
        Calls.Add(string.Create(CultureInfo.InvariantCulture, $"{Text(name)}[{Text(unit)}] = {value:R}"));

    public void Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> text) =>
        Calls.Add($"{Text(name)}[{Text(unit)}] = '{Text(text)}'");

    public void Position(scoped in GeoPosition position) => Calls.Add(string.Create(
        CultureInfo.InvariantCulture, $"position {position.Latitude:R} {position.Longitude:R} {position.AccuracyM:R}"));

    public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name) => Calls.Add($"reject {reason.Code()} {Text(name)}");

    public void EndSample() => Calls.Add("end");

    public static (RejectReason Outcome, List<string> Calls) Decode(string topic, string body, DecodeLimits? limits = null) =>
        Decode(topic, Encoding.UTF8.GetBytes(body), limits);

    public static (RejectReason Outcome, List<string> Calls) Decode(string topic, ReadOnlySpan<byte> body, DecodeLimits? limits = null)
    {
        var sink = new FieldRecorder();
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts));
        Assert.Equal(ForeignKind.Readings, parts.Kind);
        return (ForeignDecoder.Decode(parts, body, ReceivedMs, ref sink, limits ?? new DecodeLimits()), sink.Calls);
    }

    /// <summary>The lines of a message that must be taken, joined by " | ".</summary>
    public static string Taken(string topic, string body)
    {
        var (outcome, calls) = Decode(topic, body);
        Assert.Equal(RejectReason.None, outcome);
        return string.Join(" | ", calls);
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
