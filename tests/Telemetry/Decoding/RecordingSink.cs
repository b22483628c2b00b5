using System.Globalization;
using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>Writes down what a decoder says, one line a call, doubles to the last bit.</summary>
internal readonly struct RecordingSink() : IReadingSink
{
    public List<string> Calls { get; } = [];

    public void BeginSample(long timeMs) => Calls.Add(timeMs == IReadingSink.NoTime ? "begin" : $"begin {timeMs}");

    public void Value(ushort indicator, double value) => Calls.Add(Line(indicator, value));

    public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) =>
        Calls.Add($"reject {reason} {Convert.ToHexString(name)}");

    public void EndSample() => Calls.Add("end");

    public static string Line(ushort indicator, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"value {indicator} {BitConverter.DoubleToInt64Bits(value):X16} {value:R}");

    public static string Rejected(RejectReason reason, string name) =>
        $"reject {reason} {Convert.ToHexString(Encoding.UTF8.GetBytes(name))}";

    public static (RejectReason Outcome, List<string> Calls) Decode(ReadOnlySpan<byte> body, DecodeLimits? limits = null)
    {
        var sink = new RecordingSink();
        SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme);
        var outcome = NativeJsonDecoder.Decode(body, scheme!.Names, ref sink, limits ?? new DecodeLimits());
        return (outcome, sink.Calls);
    }
}
