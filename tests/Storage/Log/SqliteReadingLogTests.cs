using System.Collections.Concurrent;
using SmartSectors.Grains.Log;

namespace SmartSectors.Storage.Tests.Log;

public class SqliteReadingLogTests
{
    [Fact]
    public async Task Batches_complete_in_the_order_of_appending_and_share_commits()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path });
        var order = new ConcurrentQueue<int>();
        var batches = Enumerable.Range(1, 500).Select(number => new NumberedBatch(number, order)).ToList();

        // Queued before the writer begins: it takes whatever has gathered.
        foreach (var batch in batches) await log.AppendAsync(batch, CancellationToken.None);
        log.Start(block => block.Release());
        await Task.WhenAll(batches.Select(batch => batch.Durable)).WaitAsync(LogHarness.Deadline);
        log.Stop();

        Assert.Equal(Enumerable.Range(1, 500), order);
        Assert.Equal(500, log.AcknowledgedMessages);
        Assert.InRange(log.CommittedBlocks, 1, 3);
        Assert.Equal(Enumerable.Range(1, 500).Select(number => (long)number), LogHarness.ReadNumbers(log).Select(read => read.Number));
    }

    [Fact]
    public async Task A_block_is_delivered_after_it_is_durable_and_offsets_have_no_gaps()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path, LogBlockBytes = 1 });
        var delivered = new ConcurrentQueue<long>();
        log.Start(block =>
        {
            delivered.Enqueue(block.Offset);
            Assert.Equal(block.Offset, log.LastOffset);
            block.Release();
        });
        for (var number = 1; number <= 20; number++)
        {
            var batch = new NumberedBatch(number);
            await log.AppendAsync(batch, CancellationToken.None);
            await batch.Durable.WaitAsync(LogHarness.Deadline);
        }

        log.Stop();
        Assert.Equal(Enumerable.Range(1, delivered.Count).Select(offset => (long)offset), delivered);
        Assert.Equal(log.LastOffset, delivered.Last());
    }

    [Fact]
    public async Task While_held_appending_waits_and_nothing_is_lost_when_it_is_let_go()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path });
        log.Start(block => block.Release());
        log.Hold(LogHold.Everything);
        var batch = new NumberedBatch(1);

        var append = log.AppendAsync(batch, CancellationToken.None).AsTask();
        Assert.False(append.IsCompleted);
        log.Hold(LogHold.None);

        await append.WaitAsync(LogHarness.Deadline);
        await batch.Durable.WaitAsync(LogHarness.Deadline);
    }

    [Fact]
    public async Task Backfill_waits_while_live_readings_go_on()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path });
        var delivered = new ConcurrentQueue<(int Readings, int Backfill)>();
        log.Start(block =>
        {
            delivered.Enqueue((block.ReadingCount, block.BackfillCount));
            block.Release();
        });
        log.Hold(LogHold.Backfill);
        var (live, backfill) = (new NumberedBatch(1), new NumberedBatch(2) { IsBackfill = true });

        var append = log.AppendAsync(backfill, CancellationToken.None).AsTask();
        await log.AppendAsync(live, CancellationToken.None);
        await live.Durable.WaitAsync(LogHarness.Deadline);
        Assert.False(append.IsCompleted);
        log.Hold(LogHold.None);

        await backfill.Durable.WaitAsync(LogHarness.Deadline);
        log.Stop();
        Assert.Equal([(1, 0), (1, 1)], delivered.Where(block => block.Readings > 0));
    }

    [Fact]
    public async Task A_full_queue_makes_appending_wait_until_the_writer_took_it()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path, LogQueueBytes = 1 });
        var (first, second) = (new NumberedBatch(1), new NumberedBatch(2));

        await log.AppendAsync(first, CancellationToken.None);
        var append = log.AppendAsync(second, CancellationToken.None).AsTask();
        Assert.False(append.IsCompleted);
        using var hurry = new CancellationTokenSource();
        var given = log.AppendAsync(new NumberedBatch(3), hurry.Token).AsTask();
        await hurry.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        log.Start(block => block.Release());
        await append.WaitAsync(LogHarness.Deadline);
        await Task.WhenAll(first.Durable, second.Durable).WaitAsync(LogHarness.Deadline);
        log.Stop();
        Assert.Equal([1L, 2L], LogHarness.ReadNumbers(log).Select(read => read.Number));
    }

    [Fact]
    public async Task After_a_restart_offsets_go_on_and_the_first_block_says_started()
    {
        using var folder = new ScratchFolder();
        var options = new StorageOptions { DataDirectory = folder.Path };
        var last = 0L;
        for (var run = 1; run <= 3; run++)
        {
            using var log = LogHarness.Open(options);
            Assert.Equal(last, log.LastOffset);
            var starts = new ConcurrentQueue<(long, BlockFlags)>();
            log.Start(block =>
            {
                starts.Enqueue((block.Offset, BlockHeader.Read(block.Bytes).Flags));
                block.Release();
            });
            var batch = new NumberedBatch(run);
            await log.AppendAsync(batch, CancellationToken.None);
            await batch.Durable.WaitAsync(LogHarness.Deadline);
            log.Stop();

            Assert.Equal((last + 1, BlockFlags.Started), starts.First());
            Assert.All(starts.Skip(1), block => Assert.Equal(BlockFlags.None, block.Item2));
            last = log.LastOffset;
        }

        using var reopened = LogHarness.Open(options);
        Assert.Equal([1L, 2L, 3L], LogHarness.ReadNumbers(reopened).Select(read => read.Number));
    }

    [Fact]
    public async Task Truncation_unlinks_the_files_that_nobody_needs_and_keeps_the_rest()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path, LogSegmentBytes = 1 });
        log.Start(block => block.Release());
        for (var number = 1; number <= 6; number++)
        {
            var batch = new NumberedBatch(number);
            await log.AppendAsync(batch, CancellationToken.None);
            await batch.Durable.WaitAsync(LogHarness.Deadline);
        }

        log.Stop();
        var all = LogHarness.ReadNumbers(log);
        var needed = all[3].Offset;
        log.TruncateBefore(needed);

        Assert.Equal(all.Skip(3), LogHarness.ReadNumbers(log, needed));
        Assert.Equal(all.Skip(3), LogHarness.ReadNumbers(log));
        var files = Directory.GetFiles(Path.Combine(folder.Path, "log")).Select(Path.GetFileName).Where(name => name!.EndsWith(".db", StringComparison.Ordinal));
        Assert.Equal($"{needed:D20}.db", files.Min());
    }

    [Fact]
    public async Task What_ends_a_file_lets_all_until_then_go()
    {
        using var folder = new ScratchFolder();
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = folder.Path, LogBlockBytes = 1 });
        log.Start(block => block.Release());
        for (var number = 1; number <= 4; number++)
        {
            var batch = new NumberedBatch(number) { EndsFile = number == 2 };
            await log.AppendAsync(batch, CancellationToken.None);
            await batch.Durable.WaitAsync(LogHarness.Deadline);
        }

        log.Stop();
        var third = LogHarness.ReadNumbers(log).First(read => read.Number == 3).Offset;
        log.TruncateBefore(third);

        Assert.Equal([3L, 4L], LogHarness.ReadNumbers(log).Select(read => read.Number));
    }
}
