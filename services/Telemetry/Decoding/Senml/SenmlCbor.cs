using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Senml;

/// <summary>SenML in CBOR (RFC 8428 §6): an array of maps, whose keys are the labels' numbers, or texts for other labels.</summary>
internal static class SenmlCbor
{
    private const ulong SelfDescribed = 55799; // RFC 8949 §3.4.6: a tag that means nothing but "this is CBOR"

    /// <summary>Whether a body can only be CBOR: it begins as an array or a tag, and no JSON text begins with such a byte.</summary>
    public static bool Is(ReadOnlySpan<byte> body) => !body.IsEmpty && (CborType)(body[0] >> 5) is CborType.Array or CborType.Tag;

    public static RejectReason Decode<TSink>(
        ReadOnlySpan<byte> body, ref SenmlPack pack, ref FieldWriter writer, ref TSink sink, DecodeLimits limits)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var reader = new CborReader(body);
        if (!reader.TryReadHead(out var array)) return RejectReason.Malformed;
        if (array is { Type: CborType.Tag, Argument: SelfDescribed } && !reader.TryReadHead(out array)) return RejectReason.Malformed;
        if (array.Type is not CborType.Array) return RejectReason.Malformed;

        ulong records = 0;
        while (reader.TryNextItem(array, ref records))
        {
            var refused = ReadRecord(ref reader, writer.Scratch, limits, out var record);
            if (refused is RejectReason.None) refused = pack.Put(record, ref writer, ref sink);
            if (refused is not RejectReason.None) return refused;
        }
        return reader.IsAtEnd && writer.HasFields ? RejectReason.None : RejectReason.Malformed;
    }

    private static RejectReason ReadRecord(scoped ref CborReader reader, Scratch scratch, DecodeLimits limits, out SenmlRecord record)
    {
        record = default;
        if (!reader.TryReadHead(out var map) || map.Type is not CborType.Map) return RejectReason.Malformed;

        ulong pairs = 0;
        while (reader.TryNextItem(map, ref pairs))
        {
            if (!TryReadLabel(ref reader, scratch, out var label, out var isMandatory)) return RejectReason.Malformed;
            if (!reader.TryReadHead(out var head)) return RejectReason.Malformed;
            if (label is SenmlLabel.Unknown)
            {
                if (isMandatory) return RejectReason.Unsupported; // §4.4: what ends in `_` must be understood
                if (!reader.TrySkip(head, limits.MaxDepth)) return RejectReason.Malformed;
                continue;
            }
            if (!record.TryAdd(label)) return RejectReason.Malformed;
            if (!TryReadValue(label, head, ref reader, scratch, limits, out var text, out var number)) return RejectReason.Malformed;
            record.Set(label, text, number);
        }
        return RejectReason.None;
    }

    private static bool TryReadLabel(scoped ref CborReader reader, Scratch scratch, out SenmlLabel label, out bool isMandatory)
    {
        label = SenmlLabel.Unknown;
        isMandatory = false;
        if (!reader.TryReadHead(out var head)) return false;
        if (head.Type is CborType.Unsigned or CborType.Negative)
        {
            if (head.Argument <= byte.MaxValue) label = SenmlLabels.Of(head.Type is CborType.Negative ? -1 - (long)head.Argument : (long)head.Argument);
            return true;
        }
        if (!reader.TryReadText(head, scratch[ScratchSlot.Text], out var text)) return false;
        label = SenmlLabels.Of(text);
        isMandatory = text is [.., (byte)'_'];
        return true;
    }

    private static bool TryReadValue(
        SenmlLabel label, CborHead head, scoped ref CborReader reader, Scratch scratch, DecodeLimits limits,
        out ReadOnlySpan<byte> text, out double number)
    {
        text = default;
        number = 0;
        switch (label)
        {
            case SenmlLabel.BaseName or SenmlLabel.BaseUnit or SenmlLabel.Name or SenmlLabel.Unit or SenmlLabel.StringValue:
                return reader.TryReadText(head, scratch[label.Slot()], out text);
            case SenmlLabel.DataValue:
                return head.Type is CborType.Bytes && reader.TrySkip(head, limits.MaxDepth);
            case SenmlLabel.BooleanValue:
                number = head is { Type: CborType.Simple, Info: 21 } ? 1 : 0; // simple values 20 and 21 are false and true
                return head is { Type: CborType.Simple, Info: 20 or 21 };
            default:
                return reader.TryReadNumber(head, out number);
        }
    }
}
