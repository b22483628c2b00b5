using System.Text.Unicode;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>
/// The properties of a metric that matter here (sparkplug_b.proto, message PropertySet: keys=1, values=2, in step):
/// <c>engUnit</c>, the unit as Ignition and others name it, and <c>Quality</c> (Sparkplug 3.0 §6.4.1: 0 bad, 192 good, 500 stale).
/// </summary>
internal ref struct MetricProperties
{
    private const int Good = 192;
    private const int MaxProperties = 64;

    public ReadOnlySpan<byte> Unit;

    /// <summary>True when the source itself says that the value is not to be trusted.</summary>
    public bool IsBad;

    public static bool TryRead(ReadOnlySpan<byte> message, out MetricProperties properties)
    {
        properties = default;
        if (message.IsEmpty) return true;

        // Keys and values are two lists in step; which comes first on the wire is the encoder's choice.
        var unitAt = -1;
        var qualityAt = -1;
        var keys = new ProtoReader(message);
        for (var index = 0; !keys.IsAtEnd;)
        {
            if (!keys.TryReadTag(out var field, out var type)) return false;
            if (field != 1 || type is not WireType.Bytes)
            {
                if (!keys.TrySkip(type)) return false;
                continue;
            }
            if (!keys.TryReadBytes(out var key) || index == MaxProperties) return false;
            if (key.SequenceEqual("engUnit"u8)) unitAt = index;
            if (key.SequenceEqual("Quality"u8)) qualityAt = index;
            index++;
        }
        if (unitAt < 0 && qualityAt < 0) return true;

        var values = new ProtoReader(message);
        for (var index = 0; !values.IsAtEnd;)
        {
            if (!values.TryReadTag(out var field, out var type)) return false;
            if (field != 2 || type is not WireType.Bytes)
            {
                if (!values.TrySkip(type)) return false;
                continue;
            }
            if (!values.TryReadBytes(out var value)) return false;
            if (index == unitAt && !TryReadValue(value, out properties.Unit, out _)) return false;
            if (index == qualityAt)
            {
                if (!TryReadValue(value, out _, out var quality)) return false;
                properties.IsBad = quality is not null and not Good;
            }
            index++;
        }
        return Utf8.IsValid(properties.Unit);
    }

    // message PropertyValue: type=1, is_null=2, oneof int_value=3, long_value=4, … string_value=8.
    private static bool TryReadValue(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> text, out long? number)
    {
        text = default;
        number = null;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return false;
            if (field == 8 && type is WireType.Bytes)
            {
                if (!reader.TryReadBytes(out text)) return false;
            }
            else if (field is 3 or 4 && type is WireType.Varint)
            {
                if (!reader.TryReadVarint(out var value)) return false;
                number = (long)value;
            }
            else if (!reader.TrySkip(type))
            {
                return false;
            }
        }
        return true;
    }
}
