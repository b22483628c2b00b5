using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Support;

namespace SmartSectors.Grains.Tests.Partitions;

public class RecoveryTests
{
    [Fact]
    public void No_file_of_the_log_goes_while_recovery_reads_it()
    {
        var log = new RecordingLog(blocks: 200);
        var options = new PartitionHostOptions { Workers = 2, QueuedBlocks = 1, HousekeepingInterval = TimeSpan.Zero };
        using var host = new PartitionHost(
            log, new DurableStore(), [], new PartitionOptions(), options, new ManualClock(), NullLogger<PartitionHost>.Instance);

        host.Recover();

        Assert.False(log.WasTruncatedWhileRead);
        Assert.False(host.IsRecovering);
    }

    private sealed class RecordingLog(int blocks) : IReadingLog
    {
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

        public void Hold(LogHold hold)
        {
        }
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

        public byte[]? FindCell(int partition, in CellKey key) => null;

        public void TrimFeed(int partition, long commitNumber)
        {
        }

        public long DurableCursor(int partition) => Volatile.Read(ref _cursors[partition]);
    }
}
