using System.Text.Unicode;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>The member of the metric's <c>oneof value</c>, by field number.</summary>
internal enum MetricValue : byte
{
    None = 0, Int = 10, Long = 11, Float = 12, Double = 13, Boolean = 14, String = 15, Bytes = 16, DataSet = 17, Template = 18, Extension = 19,
}

/// <summary>
/// One metric as it stands in a payload (sparkplug_b.proto, message Metric): name=1, alias=2, timestamp=3, datatype=4,
/// is_historical=5, is_null=7, properties=9, oneof value 10 … 19; is_transient=6 and metadata=8 mean nothing here.
/// </summary>
internal ref struct MetricFields
{
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Properties;
    public ReadOnlySpan<byte> Text;
    public ulong Alias;
    public ulong Timestamp;

    /// <summary>The bits of the value: a varint, or a float or double as it stands on the wire.</summary>
    public ulong Bits;
    public bool HasAlias;
    public bool HasTimestamp;
    public bool IsHistorical;
    public bool IsNull;
    public SparkplugType Type;
    public MetricValue Value;

    /// <summary>False when the bytes are no metric. As proto2 has it, the last occurrence of a field wins.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MetricFields metric)
    {
        metric = default;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return false;
            var isRead = (field, type) switch
            {
                (1, WireType.Bytes) => reader.TryReadBytes(out metric.Name),
                (2, WireType.Varint) => metric.HasAlias = reader.TryReadVarint(out metric.Alias),
                (3, WireType.Varint) => metric.HasTimestamp = reader.TryReadVarint(out metric.Timestamp),
                (4, WireType.Varint) => TryReadType(ref reader, out metric.Type),
                (5, WireType.Varint) => TryReadBoolean(ref reader, out metric.IsHistorical),
                (7, WireType.Varint) => TryReadBoolean(ref reader, out metric.IsNull),
                (9, WireType.Bytes) => reader.TryReadBytes(out metric.Properties),
                _ when field is >= 10 and <= 19 => TryReadValue(ref reader, metric.Value = (MetricValue)field, type, out metric.Bits, out metric.Text),
                _ => reader.TrySkip(type),
            };
            if (!isRead) return false;
        }
        return Utf8.IsValid(metric.Name) && (metric.Value is not MetricValue.String || Utf8.IsValid(metric.Text));
    }

    private static bool TryReadValue(
        scoped ref ProtoReader reader, MetricValue member, WireType type, out ulong bits, out ReadOnlySpan<byte> text)
    {
        bits = 0;
        text = default;
        switch (member, type)
        {
            case (MetricValue.Int or MetricValue.Long or MetricValue.Boolean, WireType.Varint):
                return reader.TryReadVarint(out bits);
            case (MetricValue.Float, WireType.Fixed32):
                var isRead = reader.TryReadFixed32(out var single);
                bits = single;
                return isRead;
            case (MetricValue.Double, WireType.Fixed64):
                return reader.TryReadFixed64(out bits);
            case (_, WireType.Bytes) when member >= MetricValue.String:
                return reader.TryReadBytes(out text);
            default:
                return false; // the member's number with another wire type is no field that proto2 knows
        }
    }

    private static bool TryReadType(ref ProtoReader reader, out SparkplugType type)
    {
        var isRead = reader.TryReadVarint(out var number);
        type = number <= (ulong)SparkplugType.LastArray ? (SparkplugType)number : SparkplugType.Unknown;
        return isRead;
    }

    private static bool TryReadBoolean(ref ProtoReader reader, out bool value)
    {
        var isRead = reader.TryReadVarint(out var number);
        value = number != 0;
        return isRead;
    }
}
