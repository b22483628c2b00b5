using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

/// <summary>Puts what a decoder finds into a batch, for one device.</summary>
internal struct BatchSink(PublishBatch batch, Rejections rejections, uint device, long receiptMs) : IReadingSink
{
    private long _timeMs;
    private SampleFlags _flags;

    /// <summary>Readings that were refused one by one.</summary>
    public int Refused { get; private set; }

    public void BeginSample(long timeMs)
    {
        _flags = timeMs == IReadingSink.NoTime ? SampleFlags.ServerStamped : SampleFlags.None;
        _timeMs = timeMs == IReadingSink.NoTime ? receiptMs : timeMs;
        batch.BeginSample(device, _timeMs, _flags);
    }

    public readonly void Value(ushort indicator, double value)
    {
        if (batch.TryAddValue(indicator, value)) return;
        batch.BeginSample(device, _timeMs, _flags); // A sample holds 255 values; the rest goes into another of the same moment.
        batch.TryAddValue(indicator, value);
    }

    public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name)
    {
        rejections.Add(batch, device, reason, topic: default, body: name);
        Refused++;
    }

    public readonly void EndSample() => batch.DropEmptySample();
}
