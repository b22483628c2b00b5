using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Benchmarks.Partitions;

/// <summary>A batch of the log that nobody waits for.</summary>
internal sealed class LoadBatch : LogBatch
{
    public delegate void RecordWriter(ref ByteWriter writer);

    public void AddControl(int partition, ControlKind kind, RecordWriter write)
    {
        var writer = new ByteWriter(64);
        write(ref writer);
        AddControl(partition, kind, writer.Written);
    }

    public override void OnDurable()
    {
    }

    public override void OnCommitEnd()
    {
    }
}
