using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Mqtt;
using SmartSectors.Storage;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Queries;

namespace SmartSectors.Faults.Tests;

/// <summary>A block that cannot be applied stops its partition alone, until an operator takes it out of the way.</summary>
public sealed class QuarantineTests
{
    private const ushort NoIndicator = 65_000;

    private long _timeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;

    [Fact]
    public async Task A_block_that_cannot_be_applied_is_booked_as_rejected_by_order_and_its_partition_goes_on()
    {
        using var scratch = new ScratchFolder();
        var ports = PlatformPorts.Free();
        var data = scratch.Path;
        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            await PublishToBothAsync(platform);
            await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == 2);
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var (partition, offset) = await AppendUnappliableAsync(data, device: "probe-a");

        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            await platform.LineAsync($"Partition {partition} stops at offset {offset}");
            var health = await platform.GetAsync("health/ready");
            Assert.Equal([partition], health.GetProperty("stoppedPartitions").EnumerateArray().Select(stopped => stopped.GetInt32()));
            Assert.Contains($"Partition {partition} stands still at offset {offset}", health.GetProperty("problem").GetString(), StringComparison.Ordinal);

            // The other partition goes on; what is acknowledged for the one that stands waits in the log.
            await PublishToBothAsync(platform);
            await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == 3);
            var (refused, why) = await QuarantineAsync(data, partition, offset);
            Assert.True(refused == 2 && why.Contains(data, StringComparison.Ordinal), why); // It runs.
            Assert.Equal(0, await platform.TerminateAsync());
        }

        Assert.Equal(2, (await QuarantineAsync(data, partition, offset + 1_000_000)).ExitCode);
        var (exitCode, said) = await QuarantineAsync(data, partition, offset);
        Assert.True(exitCode == 0, said);

        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            var books = await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == 4);
            Assert.Equal(1, books.Rejected["quarantined"]);
            Assert.True(books.Closes, books.ToString());
            Assert.Empty((await platform.GetAsync("health/ready")).GetProperty("stoppedPartitions").EnumerateArray());
            Assert.Equal(0, await platform.TerminateAsync());
        }

        Assert.Equal(1, (await QuarantineAsync(data, partition, offset)).ExitCode); // It is applied now.
        var check = await Platform.RunAsync("check", "--data", data);
        Assert.True(check.ExitCode == 0, check.Output);
    }

    private async Task PublishToBothAsync(Platform platform)
    {
        await using var publisher = await platform.ConnectAsync();
        // Sites of different partitions, by the hash of their ids.
        Assert.NotEqual(Numbers.PartitionOfKey("plot-a"u8), Numbers.PartitionOfKey("plot-b"u8));
        Assert.Equal(PubAckReason.Success, await publisher.PublishAsync("plot-a", "probe-a", _timeMs++, 31.2));
        Assert.Equal(PubAckReason.Success, await publisher.PublishAsync("plot-b", "probe-b", _timeMs++, 31.2));
    }

    private async Task<(int Partition, long Offset)> AppendUnappliableAsync(string data, string device)
    {
        var options = new StorageOptions { DataDirectory = data };
        using var pool = new QueryPool(options);
        var number = (await pool.KnownAsync(CancellationToken.None)).Devices.Single(known => known.Id == device).Number;

        using var log = new SqliteReadingLog(options, schemeVersion: () => 1, TimeProvider.System, NullLogger<SqliteReadingLog>.Instance);
        var batch = new Batch();
        batch.BeginSample(number, _timeMs++, SampleFlags.None);
        batch.TryAddValue(NoIndicator, 1);
        log.Start(_ => { });
        await log.AppendAsync(batch, CancellationToken.None);
        var offset = await batch.Durable.WaitAsync(TimeSpan.FromSeconds(10)).ContinueWith(_ => log.LastOffset);
        return (Numbers.PartitionOf(number), offset);
    }

    private static Task<(int ExitCode, string Output)> QuarantineAsync(string data, int partition, long offset) =>
        Platform.RunAsync("log", "quarantine", $"{partition}", $"{offset}", "--data", data);

    private sealed class Batch : LogBatch
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Durable => _durable.Task;

        public override void OnDurable() => _durable.SetResult();

        public override void OnCommitEnd()
        {
        }
    }
}
