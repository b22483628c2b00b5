using System.Buffers.Text;
using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Json;

/// <summary>
/// The members of a JSON object as fields: nested ones under their path with dots (<c>soil.temp</c>), elements of arrays
/// under their index (<c>probes.0</c>).
/// </summary>
internal static class JsonFields
{
    /// <summary>A longer path, or one of more levels, is refused as nested.</summary>
    public const int MaxPathBytes = 256;

    private const int MaxLevels = 8;

    /// <summary>Puts every member of the object whose start the reader stands on.</summary>
    public static void PutObject<TSink>(ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Span<byte> path = stackalloc byte[MaxPathBytes];
        PutMembers(ref reader, path, 0, 1, ref writer, ref sink);
    }

    /// <summary>Puts the member whose name the reader stands on, with all that is in it.</summary>
    public static void PutMember<TSink>(ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Span<byte> path = stackalloc byte[MaxPathBytes];
        PutMember(ref reader, path, 0, 1, ref writer, ref sink);
    }

    /// <summary>Puts the value that the reader stands on; an object or array is refused and stepped over.</summary>
    public static void PutScalar<TSink>(
        ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                writer.Value(name, default, reader.NumberOf(), ref sink);
                break;
            case JsonTokenType.True:
                writer.Value(name, default, 1, ref sink);
                break;
            case JsonTokenType.False:
                writer.Value(name, default, 0, ref sink);
                break;
            case JsonTokenType.String:
                writer.Text(name, default, reader.TextOf(writer.Scratch[ScratchSlot.Text]), ref sink);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                writer.Reject(RejectReason.Nested, name, ref sink);
                reader.Skip();
                break;
            default:
                writer.Reject(RejectReason.NotNumeric, name, ref sink);
                break;
        }
    }

    /// <summary>
    /// Puts the members of the object in which the reader stands that <paramref name="unitOf"/> knows, numbers with their
    /// unit; the others do not leave the message.
    /// </summary>
    /// <param name="nullIsAbsent">A null is no value, instead of one that is refused.</param>
    public static void PutListed<TSink>(ref Utf8JsonReader reader, UnitOf unitOf, bool nullIsAbsent, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var name = reader.TextOf(writer.Scratch[ScratchSlot.Name]);
            reader.Next();
            if (!unitOf(name, out var unit) || (nullIsAbsent && reader.TokenType is JsonTokenType.Null)) reader.SkipValue();
            else if (reader.TokenType is JsonTokenType.Number) writer.Value(name, unit, reader.NumberOf(), ref sink);
            else PutScalar(ref reader, name, ref writer, ref sink);
        }
    }

    private static void PutMembers<TSink>(
        ref Utf8JsonReader reader, scoped Span<byte> path, int length, int level, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        while (reader.Next() is JsonTokenType.PropertyName) PutMember(ref reader, path, length, level, ref writer, ref sink);
    }

    private static void PutMember<TSink>(
        ref Utf8JsonReader reader, scoped Span<byte> path, int length, int level, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var fits = TryAppend(path, ref length, reader.TextOf(writer.Scratch[ScratchSlot.Name]));
        reader.Next();
        PutValue(ref reader, path, length, fits ? level : MaxLevels + 1, ref writer, ref sink);
    }

    private static void PutElements<TSink>(
        ref Utf8JsonReader reader, scoped Span<byte> path, int length, int level, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Span<byte> digits = stackalloc byte[10];
        for (var index = 0; reader.Next() is not JsonTokenType.EndArray; index++)
        {
            Utf8Formatter.TryFormat(index, digits, out var digitCount);
            var end = length;
            var fits = TryAppend(path, ref end, digits[..digitCount]);
            PutValue(ref reader, path, end, fits ? level : MaxLevels + 1, ref writer, ref sink);
        }
    }

    private static void PutValue<TSink>(
        ref Utf8JsonReader reader, scoped Span<byte> path, int length, int level, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (level > MaxLevels)
        {
            writer.Reject(RejectReason.Nested, path[..length], ref sink);
            reader.SkipValue();
            return;
        }

        if (reader.TokenType is JsonTokenType.StartObject) PutMembers(ref reader, path, length, level + 1, ref writer, ref sink);
        else if (reader.TokenType is JsonTokenType.StartArray) PutElements(ref reader, path, length, level + 1, ref writer, ref sink);
        else PutScalar(ref reader, path[..length], ref writer, ref sink);
    }

    private static bool TryAppend(Span<byte> path, ref int length, ReadOnlySpan<byte> name)
    {
        var dot = length > 0 ? 1 : 0;
        if (length + dot + name.Length > path.Length) return false;
        if (dot > 0) path[length] = (byte)'.';
        name.CopyTo(path[(length + dot)..]);
        length += dot + name.Length;
        return true;
    }
}

/// <summary>Whether a format has a field of that name, and its unit; empty for none.</summary>
internal delegate bool UnitOf(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> unit);
