using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion;

/// <summary>What one socket read brought, on its way to the log, and the acknowledgements that wait for it.</summary>
internal sealed class PublishBatch(PublishBatchPool pool, DeviceDirectory directory) : LogBatch
{
    private AckBatch? _acks;
    private MqttConnection? _connection;

    /// <summary>Devices that this batch introduces to the log.</summary>
    public List<Introduction> Introductions { get; } = [];

    /// <summary>The batch is complete: <paramref name="acks"/> leave when it is durable.</summary>
    public void Seal(AckBatch acks)
    {
        _acks = acks;
        _connection = acks.Connection;
    }

    public override void OnDurable()
    {
        if (Introductions.Count > 0) directory.MarkDurable(Introductions);
        _acks!.Complete();
    }

    public override void OnCommitEnd()
    {
        _connection!.RequestFlush();
        Reset();
        pool.Return(this);
    }

    public override void Reset()
    {
        base.Reset();
        Introductions.Clear();
        _acks = null;
        _connection = null;
    }
}
