using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Tests.Support;

/// <summary>A batch that nobody waits for.</summary>
internal sealed class PlainBatch : LogBatch
{
    public delegate void RecordWriter(ref ByteWriter writer);

    public override void OnDurable()
    {
    }

    public override void OnCommitEnd()
    {
    }

    public void AddControl(int partition, ControlKind kind, RecordWriter write)
    {
        var writer = new ByteWriter(64);
        write(ref writer);
        AddControl(partition, kind, writer.Written);
    }

    /// <summary>This batch alone as a block.</summary>
    public byte[] ToBlock(long receiptMs, BlockFlags flags = BlockFlags.None)
    {
        var (rented, length) = new BlockBuilder().Build([this], flags, receiptMs, schemeVersion: 1, producer: 7, sequence: 1);
        var block = rented[..length];
        System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return block;
    }
}
