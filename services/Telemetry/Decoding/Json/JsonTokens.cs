using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;

namespace SmartSectors.Telemetry.Decoding.Json;

/// <summary>
/// The runtime's JSON reader as decoders use it: whatever is wrong with the text is a <see cref="JsonException"/>, caught
/// once, in <see cref="ForeignDecoder"/>.
/// </summary>
internal static class JsonTokens
{
    /// <summary>The next token; there must be one.</summary>
    public static JsonTokenType Next(this ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new JsonException("The text ends too early.");

    /// <summary>The next token, which must be this one.</summary>
    public static void Expect(this ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.Next() != type) throw new JsonException("Another token was expected.");
    }

    /// <summary>Steps over the value that the reader stands on, so that the next token is another member or the end.</summary>
    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
    }

    /// <summary>Whether the property name or string that the reader stands on is this one, escapes resolved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(this in Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? IsEscaped(reader, text) : reader.ValueSpan.SequenceEqual(text);

    /// <summary>The string or name that the reader stands on; raw where it has no escapes or is too long for the slot with them.</summary>
    public static ReadOnlySpan<byte> TextOf(this scoped in Utf8JsonReader reader, Span<byte> slot) =>
        reader.ValueIsEscaped && reader.ValueSpan.Length <= slot.Length ? Unescape(reader, slot) : reader.ValueSpan;

    /// <summary>The number that the reader stands on; infinite where a double cannot hold it.</summary>
    public static double NumberOf(this in Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (ShortDecimal.TryRead(text, out var number, out _, out var length) && length == text.Length) return number;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? number
            : throw new JsonException("A number was expected.");
    }

    /// <summary>A number where there is one; null and every other kind of value are none.</summary>
    public static double? NumberOrNull(this in Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number ? reader.NumberOf() : null;

    /// <summary>A whole number, bare or in quotes.</summary>
    public static bool TryIntegerOf(this in Utf8JsonReader reader, out long number)
    {
        number = 0;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)) return false;
        var text = reader.TextOf(stackalloc byte[20 * 6]); // 20 characters, each perhaps as \uXXXX
        return Utf8Parser.TryParse(text, out number, out var consumed) && consumed == text.Length;
    }

    /// <summary>A time in ISO 8601 (<see cref="Rfc3339"/>); none where the value is anything else.</summary>
    public static SourceTime IsoTimeOf(this in Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String && Rfc3339.TryParse(reader.ValueSpan, out var unixMs)
            ? SourceTime.Exact(unixMs)
            : default;

    private static bool IsEscaped(in Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException halfPair)
        {
            throw new JsonException("An escape is half a surrogate pair.", halfPair);
        }
    }

    private static ReadOnlySpan<byte> Unescape(scoped in Utf8JsonReader reader, Span<byte> slot)
    {
        try
        {
            return slot[..reader.CopyString(slot)];
        }
        catch (InvalidOperationException halfPair)
        {
            throw new JsonException("An escape is half a surrogate pair.", halfPair);
        }
    }
}
