using SmartSectors.Benchmarks.Partitions;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage;
using SmartSectors.Storage.Partitions;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>A day from log blocks of a minute to committed segments and cells, one partition after the other.</summary>
internal sealed class EmbeddedDay(string folder, IDayLoad load, int minutes)
{
    private readonly ManualClock _clock = new(DayOfWalks.BeginMs);
    private readonly int _minutes = minutes;

    public long Readings { get; private set; }

    /// <summary>CPU time of the partitions' thread, the making of the blocks left out.</summary>
    public TimeSpan Cpu { get; private set; }

    public void Write(StorageOptions options)
    {
        using var store = new SqlitePartitionStore(options with { DataDirectory = folder }, _clock);
        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            _clock.NowMs = DayOfWalks.BeginMs;
            WritePart(store, number);
        }
    }

    private void WritePart(SqlitePartitionStore store, int number)
    {
        var part = load.Part(number);
        var partition = new Partition(number, load.Indicators, new PartitionOptions(), store);
        partition.Load();
        var builder = new BlockBuilder();
        for (var minute = 0; minute <= _minutes; minute++)
        {
            var batch = new LoadBatch();
            if (minute == 0) part.Introduce(batch);
            else part.Add(batch, minute - 1);
            _clock.NowMs = DayOfWalks.BeginMs + (minute * 60_000L);
            var (block, length) = builder.Build([batch], minute == 0 ? BlockFlags.Started : BlockFlags.None, _clock.NowMs, 1, 1, (ulong)minute + 1);
            Apply(partition, minute + 1, block.AsSpan(0, length));
            store.TrimFeed(number, partition.CommitNumber); // As propagation does.
            System.Buffers.ArrayPool<byte>.Shared.Return(block);
        }

        // The day after: what is left is moved out of the segments.
        for (var minute = 1; minute <= 64; minute++)
        {
            _clock.NowMs += 60_000;
            var (block, length) = builder.Build([], BlockFlags.None, _clock.NowMs, 1, 1, (ulong)(_minutes + minute) + 1);
            Apply(partition, _minutes + minute + 1, block.AsSpan(0, length));
            System.Buffers.ArrayPool<byte>.Shared.Return(block);
        }
    }

    private void Apply(Partition partition, long offset, ReadOnlySpan<byte> block)
    {
        var header = BlockHeader.Read(block);
        var began = ThreadCpu.Now;
        if (partition.Tick(header.ReceiptMs, header.Flags) && partition.IsCommitDue) partition.Commit(partition.Offset);
        for (var i = 0; i < header.SectionCount; i++)
        {
            var section = BlockSection.At(block, i);
            Readings += section.ReadingCount;
            partition.Apply(offset, section);
        }

        if (partition.IsCommitFull) partition.Commit(partition.Offset);
        Cpu += ThreadCpu.Now - began;
    }
}
