using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>
/// Decodes the platform's native body, in the form that ThingsBoard made common (thingsboard: JsonConverter.java):
/// <c>{"key":1}</c> at the time of receipt, <c>{"ts":ms,"values":{"key":1}}</c> with its own, or an array of either.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>A sample is timestamped only when it has both <c>ts</c> (an integer, or one as a string) and <c>values</c> (an
/// object), in either order; keys beside them are ignored, as ThingsBoard does. Alone they are keys like any other.
/// Either of them twice is malformed, for nobody can say which was meant.</item>
/// <item>Numbers, true (1), false (0) and numeric strings are values; -0 is given as 0. Every reading that is refused
/// has its own reason and the others stand. A key that occurs twice is two readings.</item>
/// <item>A body without any reading is malformed.</item>
/// <item>Times are given as they are: whether they are possible is <see cref="Acceptance"/>'s to say.</item>
/// </list>
/// Nothing is allocated, except for the exception inside the runtime's JSON reader when a body is malformed.
/// </remarks>
public static class NativeJsonDecoder
{
    /// <summary>Values beyond ±10⁹ are refused, so that a cell's sums stay exact (aggregation: sums in 10⁻⁶).</summary>
    public const double LargestValue = 1e9;

    /// <summary>
    /// Puts a body's readings into <paramref name="sink"/>. On any result but <see cref="RejectReason.None"/> (malformed,
    /// too many readings) the message is refused as a whole and the caller takes back what was put.
    /// </summary>
    public static RejectReason Decode<TSink>(ReadOnlySpan<byte> body, IndicatorNames names, ref TSink sink, DecodeLimits limits)
        where TSink : struct, IReadingSink, allows ref struct
    {
        var room = limits.MaxReadings;
        var at = JsonWhitespace.Skip(body, 0);
        var isArray = (uint)at < (uint)body.Length && body[at] == '[';

        // body = ws sample ws / ws "[" [ sample *( "," sample ) ] "]" ws, with ws around every sample.
        // An empty array fails as the sample that it lacks: it holds no reading.
        var plain = default(PlainSample.Values);
        do
        {
            if (isArray) at = JsonWhitespace.Skip(body, at + 1); // over the bracket or the comma
            var outcome = DecodeSample(body[at..], names, ref sink, limits, plain, ref room, out var length);
            if (outcome is not RejectReason.None) return outcome;
            at = JsonWhitespace.Skip(body, at + length);
        }
        while (isArray && (uint)at < (uint)body.Length && body[at] == ',');

        if (isArray)
        {
            if ((uint)at >= (uint)body.Length || body[at] != ']') return RejectReason.Malformed;
            at = JsonWhitespace.Skip(body, at + 1);
        }
        return at == body.Length && room < limits.MaxReadings ? RejectReason.None : RejectReason.Malformed;
    }

    private static RejectReason DecodeSample<TSink>(
        ReadOnlySpan<byte> text, IndicatorNames names, ref TSink sink, DecodeLimits limits, scoped Span<PlainSample.Value> plain,
        ref int room, out int length)
        where TSink : struct, IReadingSink, allows ref struct
    {
        if (!PlainSample.TryRead(text, names, plain, out var count, out var timeMs, out length))
            return FullSample.Read(text, names, ref sink, limits, ref room, out length);

        if (count > room) return RejectReason.TooManyReadings;
        room -= count;
        sink.BeginSample(timeMs);
        foreach (ref readonly var value in plain[..count]) sink.Value(value.Indicator, value.Number);
        sink.EndSample();
        return RejectReason.None;
    }
}
