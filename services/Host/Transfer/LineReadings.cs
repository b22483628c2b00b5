using System.Globalization;
using System.Text;
using SmartSectors.Storage.Export;
using SmartSectors.Telemetry.Decoding.InfluxLine;

namespace SmartSectors.Host.Transfer;

/// <summary>
/// Readings as InfluxDB's line protocol, read: lines as <see cref="ReadingLines"/> writes them, blank ones and comments
/// aside. The site may be a tag as well; tags and fields that nobody needs here are passed over.
/// </summary>
internal static class LineReadings
{
    private const int MaxLineBytes = 64 * 1024;
    private const long NanosecondsPerMs = 1_000_000;

    /// <summary>Reads line by line; what is wrong with one is told in its place. Throws <see cref="TransferException"/> where no line ends.</summary>
    public static IEnumerable<ImportedRow> Read(Stream from)
    {
        var buffer = new byte[MaxLineBytes];
        var (begin, end, number, isAtEnd) = (0, 0, 0L, false);
        while (!isAtEnd || begin < end)
        {
            var length = buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n');
            if (length < 0 && !isAtEnd)
            {
                buffer.AsSpan(begin, end - begin).CopyTo(buffer);
                (begin, end) = (0, end - begin);
                if (end == buffer.Length) throw new TransferException($"Line {number + 1} has no end within {MaxLineBytes / 1024} KB: this is no line protocol.");
                var read = from.Read(buffer, end, buffer.Length - end);
                isAtEnd = read == 0;
                end += read;
                continue;
            }

            if (length < 0) length = end - begin;
            number++;
            var line = buffer.AsSpan(begin, length).Trim(" \r"u8);
            begin = Math.Min(end, begin + length + 1);
            if (!line.IsEmpty && line[0] != '#') yield return Of(number, line);
        }
    }

    private static ImportedRow Of(long number, ReadOnlySpan<byte> line)
    {
        var key = LineProtocol.Take(ref line, " "u8, isValue: false);
        line = line.TrimStart((byte)' ');
        var fields = LineProtocol.Take(ref line, " "u8, isValue: true);
        if (Text(LineProtocol.Take(ref key, ","u8, isValue: false)) is not ReadingLines.Measurement and var measurement)
            return ImportedRow.Wrongly(number, $"the measurement is '{measurement}', not '{ReadingLines.Measurement}'");
        if (!long.TryParse(line.Trim((byte)' '), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds))
            return ImportedRow.Wrongly(number, "it has no time in nanoseconds at its end");

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!fields.IsEmpty) Add(parts, ref fields, isValue: true);
        while (!key.IsEmpty) Add(parts, ref key, isValue: false);
        foreach (var name in (string[])["sector", "site", "device", "indicator", "value"])
        {
            if (!parts.ContainsKey(name)) return ImportedRow.Wrongly(number, $"it has no '{name}'");
        }

        // The millisecond that it is in, also before 1970.
        var timeMs = (nanoseconds / NanosecondsPerMs) - (nanoseconds % NanosecondsPerMs < 0 ? 1 : 0);
        var value = parts["value"] is [.. var digits, 'i' or 'u'] ? digits : parts["value"];
        return ImportedRow.Of(number, parts["sector"], parts["site"].Trim('"'), parts["device"], parts["indicator"], timeMs, value);
    }

    private static void Add(Dictionary<string, string> parts, ref ReadOnlySpan<byte> rest, bool isValue)
    {
        var value = LineProtocol.Take(ref rest, ","u8, isValue);
        parts[Text(LineProtocol.Take(ref value, "="u8, isValue: false))] = Text(value);
    }

    private static string Text(ReadOnlySpan<byte> escaped)
    {
        var text = new byte[escaped.Length];
        LineProtocol.TryUnescape(escaped, text, out int length);
        return Encoding.UTF8.GetString(text, 0, length);
    }
}
