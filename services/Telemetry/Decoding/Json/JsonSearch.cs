using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;

namespace SmartSectors.Telemetry.Decoding.Json;

/// <summary>Looks for one member in what a copy of the reader stands on; the reader itself stays where it is.</summary>
internal static class JsonSearch
{
    /// <summary>The text of a member of an object; empty when there is none.</summary>
    public static ReadOnlySpan<byte> FindText(Utf8JsonReader at, ReadOnlySpan<byte> name, Span<byte> slot)
    {
        ReadOnlySpan<byte> text = default;
        if (at.TokenType is not JsonTokenType.StartObject) return text;
        while (at.Next() is JsonTokenType.PropertyName)
        {
            var isWanted = at.Is(name);
            if (at.Next() is JsonTokenType.String && isWanted) text = at.TextOf(slot);
            at.SkipValue();
        }
        return text;
    }

    /// <summary>The time of a member of an array's first object; not given when there is none.</summary>
    public static SourceTime FindTimeInFirst(Utf8JsonReader at, ReadOnlySpan<byte> name)
    {
        SourceTime time = default;
        if (at.TokenType is not JsonTokenType.StartArray || at.Next() is not JsonTokenType.StartObject) return time;
        while (at.Next() is JsonTokenType.PropertyName)
        {
            var isWanted = at.Is(name);
            at.Next();
            if (isWanted) time = at.IsoTimeOf();
            at.SkipValue();
        }
        return time;
    }
}
