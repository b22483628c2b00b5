using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Partitions;

public class RecoveryTests
{
    [Fact]
    public void No_file_of_the_log_goes_while_recovery_reads_it()
    {
        var log = new RecordingLog(blocks: 200);
        var options = new PartitionHostOptions { Workers = 2, QueuedBlocks = 1, HousekeepingInterval = TimeSpan.Zero };
        using var host = new PartitionHost(
            log, new DurableStore(), [], new PartitionOptions(), options, new ManualClock(), NullLogger<PartitionHost>.Instance, new KnownSchemes());

        host.Recover();

        Assert.False(log.WasTruncatedWhileRead);
        Assert.False(host.IsRecovering);
    }

    [Fact]
    public async Task Undecided_backfill_holds_backfill_alone_until_it_is_decided()
    {
        var log = new RecordingLog(blocks: 0);
        var options = new PartitionHostOptions { Workers = 1, MaxUndecidedBackfill = 10 };
        using var host = new PartitionHost(
            log, new DurableStore(), [], new PartitionOptions(), options, new ManualClock(), NullLogger<PartitionHost>.Instance, new KnownSchemes());
        host.Recover();
        using var isBusy = new ManualResetEventSlim();
        var busy = host.AskAsync(0, _ =>
        {
            isBusy.Wait();
            return 0;
        });

        host.Deliver(Block(1, readings: 20, backfill: 0));
        Assert.Equal(LogHold.None, log.Held);
        host.Deliver(Block(2, readings: 20, backfill: 20));
        Assert.Equal((LogHold.Backfill, 20), (log.Held, host.UndecidedBackfill));
        isBusy.Set();
        await busy;
        await host.AskAsync(0, _ => 0);

        Assert.Equal((LogHold.None, 0), (log.Held, host.UndecidedBackfill));
    }

    [Fact]
    public async Task A_partition_that_stands_still_holds_no_others_backfill()
    {
        var log = new RecordingLog(blocks: 0);
        var options = new PartitionHostOptions { Workers = 1, MaxUndecidedBackfill = 10 };
        var moisture = PartitionBench.Indicator("SOIL_MOISTURE");
        using var host = new PartitionHost(
            log, new DurableStore(), [moisture], new PartitionOptions(), options, new ManualClock(), NullLogger<PartitionHost>.Instance, new KnownSchemes());
        host.Recover();
        var device = Numbers.Of(1, 1);

        var delivery = new PlainBatch();
        delivery.AddControl(1, ControlKind.SiteSeen, new SiteSeen(Numbers.Of(1, 1), Sector.Agriculture, "farm", "00004").Write);
        delivery.AddControl(1, ControlKind.DeviceSeen, new DeviceSeen(device, Numbers.Of(1, 1), "probe").Write);
        for (var i = 0; i < 20; i++) Add(delivery, PartitionBench.NoonMs + (i * 1000)); // fills the ring
        for (var i = 1; i <= 20; i++) Add(delivery, PartitionBench.NoonMs - (i * 1000));
        host.Deliver(Block(1, delivery, readings: 40, backfill: 20));
        await host.AskAsync(1, _ => 0);
        Assert.Equal((LogHold.Backfill, 20), (log.Held, host.UndecidedBackfill));

        var broken = new PlainBatch();
        broken.BeginSample(Numbers.Of(1, 99), PartitionBench.NoonMs, SampleFlags.None);
        host.Deliver(Block(2, broken, readings: 0, backfill: 0));
        await host.AskAsync(1, _ => 0);

        Assert.Equal([1], host.StoppedPartitions);
        Assert.Equal((LogHold.None, 0), (log.Held, host.UndecidedBackfill));

        void Add(PlainBatch to, long timeMs)
        {
            to.BeginSample(device, timeMs, SampleFlags.None);
            to.TryAddValue(moisture.Number, 30);
        }
    }

    private static CommittedBlock Block(long offset, int readings, int backfill) => Block(offset, new PlainBatch(), readings, backfill);

    private static CommittedBlock Block(long offset, PlainBatch batch, int readings, int backfill)
    {
        var bytes = batch.ToBlock(PartitionBench.NoonMs + offset);
        return new CommittedBlock(offset, bytes, bytes.Length, readings, release: null) { BackfillCount = backfill };
    }

    [Fact]
    public void A_batch_of_which_most_is_older_counts_as_backfill()
    {
        var batch = new PlainBatch();
        foreach (var timeMs in (long[])[100, 200, 300, 400]) batch.BeginSample(Numbers.Of(1, 1), timeMs, SampleFlags.None);

        Assert.Equal([false, false, true], ((long[])[100, 300, 301]).Select(batch.IsMostlyBefore));
    }

    private sealed class RecordingLog(int blocks) : IReadingLog
    {
        private volatile LogHold _held;

        public LogHold Held => _held;

        private volatile bool _isRead;

        public bool WasTruncatedWhileRead { get; private set; }

        public long LastOffset => blocks;

        public ValueTask AppendAsync(LogBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IEnumerable<CommittedBlock> Read(long fromOffset)
        {
            _isRead = true;
            for (var offset = fromOffset; offset <= blocks; offset++)
            {
                var bytes = new PlainBatch().ToBlock(PartitionBench.NoonMs + (offset * 1000));
                yield return new CommittedBlock(offset, bytes, bytes.Length, 0, release: null);
            }

            _isRead = false;
        }

        public void TruncateBefore(long offset) => WasTruncatedWhileRead |= _isRead;

        public void Hold(LogHold hold) => _held = hold;
    }

    /// <summary>Keeps nothing, and says that everything is durable.</summary>
    private sealed class DurableStore : IPartitionStore
    {
        private readonly long[] _cursors = new long[Numbers.PartitionCount];

        public PartitionSnapshot Load(int partition) => new(null, 0, 0, [], [], []);

        public void Commit(int partition, PartitionCommit commit) => Volatile.Write(ref _cursors[partition], commit.Cursor);

        public void ReadSeries(int partition, int series, long fromMs, long toMs, List<StoredReading> into)
        {
        }

        public void ReadSeries(int partition, IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into)
        {
        }

        public int? FindSeries(int partition, int device, ushort indicator) => null;

        public byte[] ReadPage(int partition, StatePageKind kind, int number) => throw new NotSupportedException();

        public IReadOnlyList<ResidenceRow> ReadResidences(int partition, int device) => [];

        public StoredCell? FindCell(int partition, in CellKey key) => null;

        public void TrimFeed(int partition, long commitNumber)
        {
        }

        public long DurableCursor(int partition) => Volatile.Read(ref _cursors[partition]);
    }
}
