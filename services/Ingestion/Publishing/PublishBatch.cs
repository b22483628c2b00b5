using System.Diagnostics;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

/// <summary>What one socket read brought, on its way to the log, and the acknowledgements that wait for it.</summary>
internal sealed class PublishBatch(PublishBatchPool pool, DeviceDirectory directory) : LogBatch
{
    private IDeferredAcks? _acks;
    private IAckPeer? _peer;
    private readonly List<(Activity Message, Activity? Append)> _traces = [];

    /// <summary>Devices that this batch introduces to the log.</summary>
    public List<Introduction> Introductions { get; } = [];

    /// <summary>What the devices of the message that is being decoded say of themselves.</summary>
    public List<ConditionWord> Words { get; } = [];

    /// <summary>Takes a sampled message's span; it ends when the batch is durable. The log carries its context on.</summary>
    public void AddTrace(Activity message, uint device, RejectReason refused)
    {
        if (refused != RejectReason.None) message.SetStatus(ActivityStatusCode.Error, refused.Code());
        var writer = new ByteWriter(TraceRecord.Size);
        TraceRecord.Write(ref writer, message.Context);
        AddControl(Numbers.PartitionOf(device), ControlKind.Traced, writer.Written);
        _traces.Add((message, MessageTraces.Step("append to log", message)));
    }

    /// <summary>The batch is complete: <paramref name="acks"/> leave when it is durable.</summary>
    public void Seal(IDeferredAcks acks)
    {
        _acks = acks;
        _peer = acks.Peer;
    }

    public override void OnDurable()
    {
        if (Introductions.Count > 0) directory.MarkDurable(Introductions);
        _acks!.Complete();
        foreach (var (message, append) in _traces)
        {
            append?.Dispose();
            message.Dispose();
        }
    }

    public override void OnCommitEnd()
    {
        _peer!.RequestFlush();
        Reset();
        pool.Return(this);
    }

    public override void Reset()
    {
        base.Reset();
        Introductions.Clear();
        Words.Clear();
        _traces.Clear();
        _acks = null;
        _peer = null;
    }
}
