namespace SmartSectors.Telemetry.Decoding.InfluxLine;

/// <summary>What separates the parts of a line of InfluxDB's line protocol, and what does not.</summary>
public static class LineProtocol
{
    /// <summary>Takes what stands before the first separator that no backslash and, in values, no quotes keep from being one.</summary>
    public static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> separator, bool isValue)
    {
        var quoted = false;
        for (var at = 0; at < rest.Length; at++)
        {
            var b = rest[at];
            if (b == '\\') at++;
            else if (isValue && b == '"') quoted = !quoted;
            else if (!quoted && b == separator[0])
            {
                var taken = rest[..at];
                rest = rest[(at + 1)..];
                return taken;
            }
        }

        var all = rest;
        rest = default;
        return all;
    }

    /// <summary>Takes the backslashes out of a name or tag; where there are none it is the text itself. False when the buffer is too short.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> buffer, out ReadOnlySpan<byte> unescaped)
    {
        unescaped = text;
        if (text.IndexOf((byte)'\\') < 0) return true;
        var fits = TryUnescape(text, buffer, out int length);
        unescaped = buffer[..length];
        return fits;
    }

    /// <summary>The same into the buffer in any case.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> buffer, out int length)
    {
        length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is (byte)',' or (byte)'=' or (byte)' ') at++;
            if (length == buffer.Length) return false;
            buffer[length++] = text[at];
        }
        return true;
    }
}
