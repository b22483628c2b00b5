using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Senml;

/// <summary>SenML in JSON (RFC 8428 §5): an array of objects, whose keys are the labels.</summary>
internal static class SenmlJson
{
    public static RejectReason Decode<TSink>(
        ref Utf8JsonReader reader, ref SenmlPack pack, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        reader.Expect(JsonTokenType.StartArray);
        while (reader.Next() is JsonTokenType.StartObject)
        {
            var refused = ReadRecord(ref reader, writer.Scratch, out var record);
            if (refused is RejectReason.None) refused = pack.Put(record, ref writer, ref sink);
            if (refused is not RejectReason.None) return refused;
        }
        return reader.TokenType is JsonTokenType.EndArray && writer.HasFields ? RejectReason.None : RejectReason.Malformed;
    }

    private static RejectReason ReadRecord(scoped ref Utf8JsonReader reader, Scratch scratch, out SenmlRecord record)
    {
        Span<byte> unescaped = stackalloc byte[4 * 6]; // the longest label is bver, each letter perhaps as \uXXXX
        record = default;
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var key = reader.TextOf(unescaped);
            var label = SenmlLabels.Of(key);
            var isMandatory = key is [.., (byte)'_'];
            var type = reader.Next();
            if (label is SenmlLabel.Unknown)
            {
                if (isMandatory) return RejectReason.Unsupported; // §4.4: what ends in `_` must be understood
                reader.SkipValue();
                continue;
            }
            if (!record.TryAdd(label)) return RejectReason.Malformed;
            if (!TryReadValue(label, type, reader, scratch, out var text, out var number)) return RejectReason.Malformed;
            record.Set(label, text, number);
        }
        return RejectReason.None;
    }

    private static bool TryReadValue(
        SenmlLabel label, JsonTokenType type, scoped in Utf8JsonReader reader, Scratch scratch, out ReadOnlySpan<byte> text, out double number)
    {
        text = default;
        number = 0;
        switch (label)
        {
            case SenmlLabel.BooleanValue:
                number = type is JsonTokenType.True ? 1 : 0;
                return type is JsonTokenType.True or JsonTokenType.False;
            case SenmlLabel.BaseName or SenmlLabel.BaseUnit or SenmlLabel.Name or SenmlLabel.Unit or SenmlLabel.StringValue or SenmlLabel.DataValue:
                if (type is not JsonTokenType.String) return false;
                text = reader.TextOf(scratch[label.Slot()]);
                return true;
            default:
                if (type is not JsonTokenType.Number) return false;
                number = reader.NumberOf();
                return true;
        }
    }
}
