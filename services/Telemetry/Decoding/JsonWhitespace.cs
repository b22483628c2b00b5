namespace SmartSectors.Telemetry.Decoding;

/// <summary>RFC 8259 §2: <c>ws = *( %x20 / %x09 / %x0A / %x0D )</c>.</summary>
internal static class JsonWhitespace
{
    public static bool Is(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    /// <summary>The first position from <paramref name="at"/> on that is none.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && Is(text[at])) at++;
        return at;
    }
}
