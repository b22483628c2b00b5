using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>Reads any one sample of a native body by the runtime's JSON reader, with every rule and reason.</summary>
internal static class FullSample
{
    // A code has 64 characters at most, a number some 20 significant ones; each may come as \uXXXX, six bytes.
    // A longer text that has escapes is neither.
    private const int MaxEscapedBytes = 64 * 6;

    private enum Shape { Bare, Timestamped, Ambiguous }

    /// <summary>Reads the object that <paramref name="text"/> starts with.</summary>
    /// <param name="room">How many readings the message may still hold.</param>
    /// <param name="length">The bytes read, through the closing brace.</param>
    public static RejectReason Read<TSink>(
        ReadOnlySpan<byte> text, IndicatorNames names, ref TSink sink, DecodeLimits limits, ref int room, out int length)
        where TSink : struct, IReadingSink, allows ref struct
    {
        length = 0;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return RejectReason.Malformed;

            var start = reader;
            var shape = Survey(ref reader, out var time, out var values);
            length = (int)reader.BytesConsumed;

            // The JSON reader lets any byte stand in a string; RFC 8259 §8.1 does not.
            if (shape is Shape.Ambiguous || !Utf8.IsValid(text[..length])) return RejectReason.Malformed;
            if (shape is Shape.Bare) return ReadValues(start, IReadingSink.NoTime, names, ref sink, ref room);
            return values.TokenType is JsonTokenType.StartObject && TryReadTime(time, out var timeMs)
                ? ReadValues(values, timeMs, names, ref sink, ref room)
                : RejectReason.Malformed;
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }
        catch (InvalidOperationException)
        {
            return RejectReason.Malformed; // an escape that is half a surrogate pair
        }
    }

    // Goes over the whole object, so that its end and its form are known before the sink hears of it.
    private static Shape Survey(ref Utf8JsonReader reader, out Utf8JsonReader time, out Utf8JsonReader values)
    {
        time = default;
        values = default;
        var times = 0;
        var valueObjects = 0;
        while (ReadToken(ref reader) is JsonTokenType.PropertyName)
        {
            var isTime = reader.ValueTextEquals("ts"u8);
            var isValues = reader.ValueTextEquals("values"u8);
            ReadToken(ref reader);
            if (isTime)
            {
                times++;
                time = reader;
            }
            if (isValues)
            {
                valueObjects++;
                values = reader;
            }
            Skip(ref reader);
        }
        return times == 0 || valueObjects == 0 ? Shape.Bare
            : times == 1 && valueObjects == 1 ? Shape.Timestamped
            : Shape.Ambiguous;
    }

    private static RejectReason ReadValues<TSink>(
        scoped Utf8JsonReader reader, long timeMs, IndicatorNames names, ref TSink sink, ref int room)
        where TSink : struct, IReadingSink, allows ref struct
    {
        Span<byte> unescapedName = stackalloc byte[MaxEscapedBytes];
        var open = false;
        while (ReadToken(ref reader) is JsonTokenType.PropertyName)
        {
            if (room-- == 0) return RejectReason.TooManyReadings;
            if (!open) sink.BeginSample(timeMs);
            open = true;

            var name = Unescape(in reader, unescapedName);
            var known = names.TryFind(name, out var indicator);
            ReadToken(ref reader);
            var reason = Judge(in reader, out var value);
            Skip(ref reader);

            if (!known) sink.Reject(names.WhyUnknown(name), name, default, reason is RejectReason.None ? value : double.NaN);
            else if (reason is not RejectReason.None) sink.Reject(reason, name);
            else sink.Value(indicator, value);
        }
        if (open) sink.EndSample();
        return RejectReason.None;
    }

    private static RejectReason Judge(in Utf8JsonReader reader, out double value)
    {
        value = 0;
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                value = 1;
                return RejectReason.None;
            case JsonTokenType.False:
                return RejectReason.None;
            case JsonTokenType.Number:
                return JudgeNumber(reader.ValueSpan, out value);
            case JsonTokenType.String:
                return JudgeNumber(Unescape(in reader, stackalloc byte[MaxEscapedBytes]), out value);
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                return RejectReason.Nested;
            default:
                return RejectReason.NotNumeric;
        }
    }

    private static RejectReason JudgeNumber(ReadOnlySpan<byte> text, out double value)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return RejectReason.NotNumeric;
        if (!double.IsFinite(value)) return RejectReason.NotFinite;
        if (Math.Abs(value) > NativeJsonDecoder.LargestValue) return RejectReason.OutOfRange;
        value += 0.0; // -0 becomes 0, as ShortDecimal gives it
        return RejectReason.None;
    }

    private static bool TryReadTime(Utf8JsonReader reader, out long timeMs)
    {
        timeMs = 0;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)) return false;
        var text = Unescape(in reader, stackalloc byte[MaxEscapedBytes]);
        return Utf8Parser.TryParse(text, out timeMs, out var consumed) && consumed == text.Length
            && timeMs != IReadingSink.NoTime;
    }

    // The token's text; raw where it has no escapes or is too long to be anything with them.
    private static ReadOnlySpan<byte> Unescape(scoped in Utf8JsonReader reader, Span<byte> buffer) =>
        reader.ValueIsEscaped && reader.ValueSpan.Length <= buffer.Length
            ? buffer[..reader.CopyString(buffer)]
            : reader.ValueSpan;

    private static JsonTokenType ReadToken(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new JsonException("The text ends inside a sample.");

    private static void Skip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
    }
}
