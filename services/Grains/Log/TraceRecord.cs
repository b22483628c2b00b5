using System.Diagnostics;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>
/// The trace context of a sampled message, as log and feed carry it: trace id, span id and flags in 25 bytes
/// (W3C Trace Context). What a process does later, on behalf of the message, is a child of it.
/// </summary>
public static class TraceRecord
{
    public const int Size = 16 + 8 + 1;

    public static void Write(ref ByteWriter writer, in ActivityContext context)
    {
        Span<byte> bytes = stackalloc byte[Size];
        context.TraceId.CopyTo(bytes[..16]); // An id fills all of the span that it is given.
        context.SpanId.CopyTo(bytes[16..24]);
        bytes[24] = (byte)context.TraceFlags;
        writer.WriteBytes(bytes);
    }

    public static ActivityContext Read(ref ByteReader reader)
    {
        var bytes = reader.ReadBytes(Size);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes[..16]), ActivitySpanId.CreateFromBytes(bytes[16..24]),
            (ActivityTraceFlags)bytes[24], isRemote: true);
    }
}
