using System.Diagnostics.Metrics;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage;
using SmartSectors.Storage.Partitions;

namespace SmartSectors.Benchmarks.Partitions;

/// <summary>What one run of a scenario cost, the making of its blocks left out.</summary>
/// <param name="Readings">After the warm-up.</param>
/// <param name="Late">Those of them that came after a newer one of their series.</param>
/// <param name="AtOnce">Those of these that were decided without the store.</param>
/// <param name="CpuNs">CPU time of the partition's thread, a reading.</param>
/// <param name="ApplyNs">The part of it without ticks and commits.</param>
/// <param name="LongestTickMs">CPU time of the longest tick with its commit.</param>
internal sealed record PartitionResult(long Readings, long Late, long AtOnce, double CpuNs, double ApplyNs, double LongestTickMs);

/// <summary>Applies a scenario to one partition over its real database, as its worker does.</summary>
internal static class PartitionRun
{
    private const int Number = 7;

    public static PartitionResult Measure(PartitionScenario scenario)
    {
        var folder = Directory.CreateTempSubdirectory("smartsectors-partition-");
        try
        {
            using var store = new SqlitePartitionStore(new StorageOptions { DataDirectory = folder.FullName }, TimeProvider.System);
            return Measure(scenario, store);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static PartitionResult Measure(PartitionScenario scenario, SqlitePartitionStore store)
    {
        var atOnce = 0L;
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => atOnce += count);
        listener.EnableMeasurementEvents(PartitionInstruments.DecidedAtOnce);
        var partition = new Partition(Number, scenario.Indicators, new PartitionOptions(), store);
        partition.Load();
        var load = new PartitionLoad(scenario, Number);
        var (readings, late) = (0L, 0L);
        var (cpu, apply, longest) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        for (var second = 0; second < scenario.TotalSeconds; second++)
        {
            var overtaken = load.Overtaken;
            var block = load.Block(second);
            var thread = ThreadCpu.Now;
            var (ticked, applied) = Process(partition, second + 1, block);
            if (second < PartitionScenario.WarmUpSeconds)
            {
                atOnce = 0;
                continue;
            }

            cpu += ThreadCpu.Now - thread;
            apply += applied;
            if (ticked > longest) longest = ticked;
            readings += CountReadings(block);
            late += (load.Overtaken - overtaken) * scenario.Codes.Length;
        }

        return new PartitionResult(readings, late, atOnce, cpu.TotalNanoseconds / readings, apply.TotalNanoseconds / readings, longest.TotalMilliseconds);
    }

    private static (TimeSpan Tick, TimeSpan Apply) Process(Partition partition, long offset, byte[] block)
    {
        var header = BlockHeader.Read(block);
        var began = ThreadCpu.Now;
        if (partition.Tick(header.ReceiptMs, header.Flags) && partition.IsCommitDue) partition.Commit(partition.Offset);
        var ticked = ThreadCpu.Now;
        for (var i = 0; i < header.SectionCount; i++) partition.Apply(offset, BlockSection.At(block, i));
        var applied = ThreadCpu.Now;
        if (partition.IsCommitFull) partition.Commit(partition.Offset);
        return (ticked - began, applied - ticked);
    }

    private static long CountReadings(byte[] block) => BlockSection.CountReadings(block, BlockHeader.Read(block).SectionCount);
}
