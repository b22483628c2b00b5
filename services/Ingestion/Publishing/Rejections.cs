using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

/// <summary>
/// Books refusals: each is a control record, so that the ledger is a function of the log. The message itself is kept as
/// evidence within a budget a reason and minute; beyond it, it is only counted, exactly.
/// </summary>
internal sealed class Rejections(IngestionOptions options, TimeProvider time)
{
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
