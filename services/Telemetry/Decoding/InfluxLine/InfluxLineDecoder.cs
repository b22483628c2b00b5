using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.InfluxLine;

/// <summary>
/// Influx line protocol, as Telegraf publishes it: <c>measurement[,tag=value…] field=value[,field=value…] [timestamp]</c>, a
/// line a point, blank lines and those that begin with <c>#</c> aside.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>A field is called <c>measurement.field</c>; the device is the tag <c>device</c>, else <c>host</c>, else the client.
/// A tag <c>unit</c> is the unit of the line's fields.</item>
/// <item>Values: <c>1.5</c>, <c>2i</c>, <c>2u</c>, <c>t f true false</c> in their usual cases, <c>"text"</c>. The time is in
/// nanoseconds unless the profile says otherwise.</item>
/// <item>A backslash takes the meaning from a comma, an equals sign or a space in names and tags; in a text, from a quote or a
/// backslash. Anywhere else it is a backslash.</item>
/// <item>A line of any other form refuses the message: unlike InfluxDB, which stores the lines before it.</item>
/// </list>
/// </remarks>
internal static class InfluxLineDecoder
{
    private const int MaxNameBytes = 256;

    public static RejectReason Decode<TSink>(ReadOnlySpan<byte> body, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (!Utf8.IsValid(body)) return RejectReason.Malformed;
        while (!body.IsEmpty)
        {
            var end = EndOfLine(body);
            var line = body[..end].TrimEnd((byte)'\r').Trim((byte)' ');
            body = end == body.Length ? default : body[(end + 1)..];
            if (line.IsEmpty || line[0] == '#') continue;
            if (!TryPutLine(line, ref writer, ref sink)) return RejectReason.Malformed;
        }
        return writer.HasFields ? RejectReason.None : RejectReason.Malformed;
    }

    private static bool TryPutLine<TSink>(ReadOnlySpan<byte> line, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        // The time stands after the fields, but a sample begins with it: the fields are gone over once for their end.
        var key = LineProtocol.Take(ref line, " "u8, isValue: false);
        line = line.TrimStart((byte)' ');
        var fields = LineProtocol.Take(ref line, " "u8, isValue: true);
        var timestamp = line.Trim((byte)' ');
        SourceTime time = default;
        if (!timestamp.IsEmpty)
        {
            if (!Utf8Parser.TryParse(timestamp, out long number, out var consumed) || consumed != timestamp.Length) return false;
            time = SourceTime.Number(number, TimePrecision.Nanoseconds);
        }

        Span<byte> name = stackalloc byte[MaxNameBytes];
        if (!LineProtocol.TryUnescape(LineProtocol.Take(ref key, ","u8, isValue: false), name, out int length) || length == 0 || length == name.Length) return false;
        writer.End(ref sink); // the former device may stand in the slot that is used again
        if (!TryReadTags(key, writer.Scratch, out var device, out var unit) || fields.IsEmpty) return false;

        writer.Begin(new SampleHead { Device = device, Time = time }, ref sink);
        name[length++] = (byte)'.';
        return TryPutFields(fields, name, length, unit, ref writer, ref sink);
    }

    private static bool TryReadTags(
        ReadOnlySpan<byte> tags, Scratch scratch, out ReadOnlySpan<byte> device, out ReadOnlySpan<byte> unit)
    {
        device = default;
        unit = default;
        var isDevice = false;
        while (!tags.IsEmpty)
        {
            var value = LineProtocol.Take(ref tags, ","u8, isValue: false);
            var name = LineProtocol.Take(ref value, "="u8, isValue: false);
            if (name.IsEmpty || value.IsEmpty) return false; // tag values cannot be empty
            if (name.SequenceEqual("unit"u8) && !LineProtocol.TryUnescape(value, scratch[ScratchSlot.Unit], out unit)) return false;
            if (!name.SequenceEqual("device"u8) && (isDevice || !name.SequenceEqual("host"u8))) continue;

            isDevice = name.SequenceEqual("device"u8);
            if (!LineProtocol.TryUnescape(value, scratch[ScratchSlot.Device], out device)) return false;
        }
        return true;
    }

    private static bool TryPutFields<TSink>(
        ReadOnlySpan<byte> fields, scoped Span<byte> name, int prefix, ReadOnlySpan<byte> unit, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        while (!fields.IsEmpty)
        {
            var value = LineProtocol.Take(ref fields, ","u8, isValue: true);
            if (!LineProtocol.TryUnescape(LineProtocol.Take(ref value, "="u8, isValue: false), name[prefix..], out int length) || length == 0 || value.IsEmpty) return false;
            if (!TryPutValue(name[..(prefix + length)], unit, value, ref writer, ref sink)) return false;
        }
        return true;
    }

    private static bool TryPutValue<TSink>(
        scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, ReadOnlySpan<byte> value, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (value[0] == '"')
        {
            if (value.Length < 2 || value[^1] != '"') return false;
            writer.Text(name, unit, value[1..^1], ref sink); // with its escapes: no number and no word of a profile has any
            return true;
        }
        if (TryBoolean(value, out var boolean))
        {
            writer.Value(name, unit, boolean ? 1 : 0, ref sink);
            return true;
        }

        var isInteger = value[^1] is (byte)'i' or (byte)'u';
        var digits = isInteger ? value[..^1] : value;
        var style = isInteger ? NumberStyles.AllowLeadingSign : NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite);
        if (!(ShortDecimal.TryRead(digits, out var number, out var decimals, out var length) && length == digits.Length && !(isInteger && decimals > 0))
            && !double.TryParse(digits, style, CultureInfo.InvariantCulture, out number)) return false;
        writer.Value(name, unit, number, ref sink);
        return true;
    }

    private static bool TryBoolean(ReadOnlySpan<byte> value, out bool boolean)
    {
        boolean = value.SequenceEqual("t"u8) || value.SequenceEqual("T"u8) || value.SequenceEqual("true"u8)
            || value.SequenceEqual("True"u8) || value.SequenceEqual("TRUE"u8);
        return boolean || value.SequenceEqual("f"u8) || value.SequenceEqual("F"u8) || value.SequenceEqual("false"u8)
            || value.SequenceEqual("False"u8) || value.SequenceEqual("FALSE"u8);
    }

    // A line feed in a quoted text belongs to the text.
    private static int EndOfLine(ReadOnlySpan<byte> text)
    {
        var line = text;
        if (text[0] == '#')
        {
            var feed = text.IndexOf((byte)'\n');
            return feed < 0 ? text.Length : feed;
        }
        return LineProtocol.Take(ref line, "\n"u8, isValue: true).Length;
    }
}
