using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartSectors.Http;

/// <summary>Times as the contract has them: RFC 3339, UTC with <c>Z</c>, to the millisecond.</summary>
public static class UtcTimes
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // RFC 3339 §5.6; an offset other than Z is a valid instant too, and people paste local times with +07:00.
    private static readonly string[] AcceptedForms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    /// <summary>How long the text of a time is.</summary>
    public const int Length = 24;

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The same as UTF-8, of <see cref="Length"/> bytes.</summary>
    public static void Format(DateTimeOffset time, Span<byte> into)
    {
        Span<byte> longer = stackalloc byte[28];
        time.UtcDateTime.TryFormat(longer, out _, "O", CultureInfo.InvariantCulture); // to 100 ns; a fifth of the time that the form above takes
        longer[..(Length - 1)].CopyTo(into);
        into[Length - 1] = (byte)'Z';
    }

    /// <summary>False for anything but an RFC 3339 time with its offset: a time without one means a different instant on every machine.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return HasOffset(text)
            && DateTimeOffset.TryParseExact(
                text, AcceptedForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
}

/// <summary>Writes and reads <see cref="UtcTimes"/> in JSON.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UtcTimes.TryParse(reader.GetString() ?? "", out var time)
            ? time
            : throw new JsonException("The time is not RFC 3339 with an offset.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(UtcTimes.Format(value));
}
