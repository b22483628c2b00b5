using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>
/// A payload's frame (sparkplug_b.proto, message Payload: timestamp=1, metrics=2, seq=3, uuid=4, body=5), checked as a
/// whole before anything of it is taken, and its metrics one by one.
/// </summary>
internal ref struct SparkplugPayload
{
    private ProtoReader _metrics;

    public ulong Timestamp;
    public ulong Seq;
    public bool HasTimestamp;
    public bool HasSeq;
    public int Count;

    /// <summary>Reads the frame; <see cref="RejectReason.Unsupported"/> for Tahu's compressed form.</summary>
    public static RejectReason Read(ReadOnlySpan<byte> body, out SparkplugPayload payload)
    {
        payload = new SparkplugPayload { _metrics = new ProtoReader(body) };
        var reader = new ProtoReader(body);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return RejectReason.Malformed;
            if (field == 4 && type is WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var uuid)) return RejectReason.Malformed;
                if (uuid.SequenceEqual("SPBV1.0_COMPRESSED"u8)) return RejectReason.Unsupported;
                continue;
            }

            var isRead = (field, type) switch
            {
                (1, WireType.Varint) => payload.HasTimestamp = reader.TryReadVarint(out payload.Timestamp),
                (2, WireType.Bytes) => IsMetric(ref reader, ref payload.Count),
                (3, WireType.Varint) => payload.HasSeq = reader.TryReadVarint(out payload.Seq),
                _ => reader.TrySkip(type),
            };
            if (!isRead) return RejectReason.Malformed;
        }
        return payload.HasSeq && payload.Seq > byte.MaxValue ? RejectReason.Malformed : RejectReason.None;
    }

    /// <summary>The next metric of a payload whose frame was read.</summary>
    public bool TryReadMetric(out MetricFields metric)
    {
        while (!_metrics.IsAtEnd && _metrics.TryReadTag(out var field, out var type))
        {
            if (field == 2 && type is WireType.Bytes)
                return _metrics.TryReadBytes(out var message) & MetricFields.TryRead(message, out metric);
            if (!_metrics.TrySkip(type)) break;
        }
        metric = default;
        return false;
    }

    private static bool IsMetric(ref ProtoReader reader, ref int count)
    {
        count++;
        return reader.TryReadBytes(out var message) && MetricFields.TryRead(message, out _);
    }
}
