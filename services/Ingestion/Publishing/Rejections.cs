using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

/// <summary>
/// Books refusals: each is a control record, so that the ledger is a function of the log. The message itself is kept as
/// evidence within a budget a reason and minute; beyond it, it is only counted, exactly.
/// </summary>
internal sealed class Rejections(IngestionOptions options, TimeProvider time)
{
    // A code of a scheme has 64 at most; a foreign name may be a path.
    private const int MaxKeptNameBytes = 128;

    private readonly Lock _gate = new();
    private readonly int[] _kept = new int[byte.MaxValue + 1];
    private long _minute;

    /// <summary>Adds one refusal to a batch.</summary>
    public void Add(PublishBatch batch, uint device, RejectReason reason, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body)
    {
        var keeps = !topic.IsEmpty && MayKeep(reason);
        var writer = new ByteWriter(64);
        Rejected.Write(
            ref writer, device, reason, count: 1,
            keeps ? topic[..Math.Min(topic.Length, options.EvidenceBytes)] : default,
            keeps ? body[..Math.Min(body.Length, options.EvidenceBytes)] : default);
        batch.AddControl(Numbers.PartitionOf(device), ControlKind.Rejected, writer.Written);
    }

    /// <summary>Whether a reading of an unknown indicator can be kept: it has a number, and a name and unit of a likely length.</summary>
    public static bool MayKeep(uint device, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, double value) =>
        device != Numbers.None && name.Length is > 0 and <= MaxKeptNameBytes && unit.Length <= MaxKeptNameBytes
        && Math.Abs(value) <= NativeJsonDecoder.LargestValue; // false for what is not a number

    /// <summary>Adds a reading of an unknown indicator: refused, and kept until a scheme has it.</summary>
    public static void AddUnknown(PublishBatch batch, uint device, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, long timeMs, double value)
    {
        var writer = new ByteWriter(96);
        Rejected.Write(ref writer, device, RejectReason.UnknownIndicator, count: 1, default, default);
        UnknownReading.Write(ref writer, name, unit, timeMs, value);
        batch.AddControl(Numbers.PartitionOf(device), ControlKind.Rejected, writer.Written);
    }

    private bool MayKeep(RejectReason reason)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_gate)
        {
            if (minute != _minute) Array.Clear(_kept);
            _minute = minute;
            return _kept[(byte)reason]++ < options.EvidencePerMinute;
        }
    }
}
