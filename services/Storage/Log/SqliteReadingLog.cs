using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;

namespace SmartSectors.Storage.Log;

/// <summary>
/// The reading log on SQLite. One thread takes whatever batches have gathered, makes one block of them and commits it;
/// then the batches are completed and the block goes to the partitions. So the batch size follows the time of the fsync
/// by itself: group commit. While a write fails (a full disk), nothing is completed and the same block is tried again.
/// </summary>
public sealed partial class SqliteReadingLog : IReadingLog, IDisposable
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _folder;
    private readonly Func<int> _schemeVersion;
    private readonly ulong _producer;
    private readonly BlockBuilder _builder = new();
    private readonly object _gate = new();

    private readonly List<LogSegmentFile> _files = [];
    private LogSegmentFile? _current;
    private List<LogBatch> _queue = [];
    private long _queuedBytes;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _roomForBackfill;
    private LogHold _hold;
    private long _lastBlockMs;
    private long _committedAt;
    private ulong _sequence;
    private BlockFlags _nextFlags = BlockFlags.Started;
    private Action<CommittedBlock>? _deliver;
    private Thread? _writer;
    private volatile bool _stopping;
    private long _currentSince;
    private readonly LogArchiver? _archiver;

    public SqliteReadingLog(StorageOptions options, Func<int> schemeVersion, TimeProvider time, ILogger<SqliteReadingLog> logger)
    {
        _options = options;
        _schemeVersion = schemeVersion;
        _time = time;
        _logger = logger;
        _producer = (ulong)Random.Shared.NextInt64();
        _folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "log")).FullName;
        LogPin.Prepare(_folder);
        foreach (var (first, path) in LogFolder.Files(_folder)) _files.Add(new LogSegmentFile(path, first));

        if (options.LogArchiveDirectory is { } archive) _archiver = new LogArchiver(options.DataDirectory, archive, FullFiles, logger);
        _currentSince = time.GetTimestamp();
        if (_files.Count == 0) return;
        _current = _files[^1];
        LastOffset = Math.Max(_current.LastOffset(), _current.FirstOffset - 1);
    }

    public long LastOffset { get; private set; }

    /// <summary>Why nothing can be acknowledged now, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Why its files cannot be archived now, or null: nothing is lost, but no file may go.</summary>
    public string? ArchiveProblem => _archiver?.Problem;

    /// <summary>Messages whose batches were completed.</summary>
    public long AcknowledgedMessages { get; private set; }

    /// <summary>Blocks committed, for statistics.</summary>
    public long CommittedBlocks { get; private set; }

    /// <summary>Starts the writer. Each committed block is handed to <paramref name="deliver"/> on the writer's thread; blocking there is back-pressure.</summary>
    public void Start(Action<CommittedBlock> deliver)
    {
        _deliver = deliver;
        _writer = new Thread(WriteLoop) { Name = "log writer", IsBackground = true };
        _writer.Start();
        _archiver?.Start();
    }

    public ValueTask AppendAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (HasRoom(batch.IsBackfill))
            {
                Enqueue(batch);
                return ValueTask.CompletedTask;
            }
        }

        if (batch.IsBackfill) LogInstruments.BackfillWaits.Add(1);
        return AppendWhenRoomAsync(batch, cancellationToken);
    }

    public void Hold(LogHold hold)
    {
        lock (_gate)
        {
            _hold = hold;
            MakeRoom();
        }
    }

    public IEnumerable<CommittedBlock> Read(long fromOffset)
    {
        foreach (var file in _files)
        {
            foreach (var (offset, bytes) in file.Read(fromOffset))
            {
                var header = BlockHeader.Read(bytes);
                yield return new CommittedBlock(offset, bytes, bytes.Length, BlockSection.CountReadings(bytes, header.SectionCount), release: null);
            }
        }
    }

    public IReadOnlyList<long> QuarantinedFor(int partition) =>
        [.. QuarantineOrders.Read(_folder).Where(order => order.Partition == partition).Select(order => order.Offset)];

    public void TruncateBefore(long offset)
    {
        lock (_gate)
        {
            if (!MayGo(offset)) return;

            // While a backup reads the log nothing of it may go; the next hint comes soon.
            using var pin = LogPin.TryTake(_folder);
            if (pin is null) return;

            while (MayGo(offset))
            {
                _files[0].Dispose();
                LogSegmentFile.Unlink(_files[0].Path);
                _files.RemoveAt(0);
            }
        }
    }

    /// <summary>Commits what is queued, then stops the writer. Batches that can't be written by then are never completed.</summary>
    public void Stop()
    {
        if (_stopping) return;
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _writer?.Join();
        _archiver?.Dispose();
    }

    public void Dispose()
    {
        Stop();
        lock (_gate)
        {
            foreach (var file in _files) file.Dispose();
            _files.Clear();
        }
    }

    // The oldest file may go when the next one begins at or before the offset: then nothing in it is needed.
    private bool MayGo(long offset) =>
        _files.Count > 1 && _files[1].FirstOffset <= offset && (_archiver is null || _archiver.Holds(_files[0].FirstOffset));

    private IReadOnlyList<(long FirstOffset, string Path)> FullFiles()
    {
        lock (_gate) return [.. _files.SkipLast(1).Select(file => (file.FirstOffset, file.Path))];
    }

    private async ValueTask AppendWhenRoomAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (HasRoom(batch.IsBackfill))
                {
                    Enqueue(batch);
                    return;
                }

                ref var source = ref batch.IsBackfill ? ref _roomForBackfill : ref _room;
                source ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = source.Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool HasRoom(bool isBackfill) =>
        _queuedBytes < _options.LogQueueBytes && _hold < (isBackfill ? LogHold.Backfill : LogHold.Everything);

    private void Enqueue(LogBatch batch)
    {
        _queue.Add(batch);
        _queuedBytes += batch.ByteCount;
        if (_queue.Count == 1) Monitor.Pulse(_gate);
    }

    private void MakeRoom()
    {
        if (HasRoom(isBackfill: false)) Wake(ref _room);
        if (HasRoom(isBackfill: true)) Wake(ref _roomForBackfill);
    }

    private static void Wake(ref TaskCompletionSource? waiting)
    {
        waiting?.TrySetResult();
        waiting = null;
    }

    private void WriteLoop()
    {
        var taken = new List<LogBatch>();
        while (true)
        {
            Space();
            WaitAndTake(ref taken);
            if (taken.Count == 0 && _stopping) return;
            if (taken.Count > 0 || NowMs() - _lastBlockMs >= 1000) WriteBlocks(taken);
            taken.Clear();
        }
    }

    // A trickle of messages would be a commit each: those that come within the spacing share one. Under load the commit
    // itself takes longer than that.
    private void Space()
    {
        var left = _options.LogCommitSpacing - _time.GetElapsedTime(_committedAt);
        if (left > TimeSpan.Zero && !_stopping) Thread.Sleep(left);
    }

    // The partitions' clock goes on when nothing is received: a tick a second.
    private void WaitAndTake(ref List<LogBatch> taken)
    {
        lock (_gate)
        {
            var untilTick = 1000 - (NowMs() - _lastBlockMs);
            if (_queue.Count == 0 && !_stopping) Monitor.Wait(_gate, TimeSpan.FromMilliseconds(Math.Clamp(untilTick, 1, 1000)));
            if (_queue.Count == 0) return;
            (taken, _queue) = (_queue, taken);
            _queuedBytes = 0;
            MakeRoom();
        }
    }

    private void WriteBlocks(List<LogBatch> batches)
    {
        var begin = 0;
        do
        {
            var end = begin;
            for (var bytes = 0L; end < batches.Count && (end == begin || bytes < _options.LogBlockBytes); end++)
                bytes += batches[end].ByteCount;
            WriteBlock(CollectionsMarshal.AsSpan(batches)[begin..end]);
            begin = end;
        }
        while (begin < batches.Count);
    }

    private void WriteBlock(ReadOnlySpan<LogBatch> batches)
    {
        // The log's clock never runs back, whatever the wall clock does.
        var receiptMs = Math.Max(NowMs(), _lastBlockMs);
        var (bytes, length) = _builder.Build(batches, _nextFlags, receiptMs, _schemeVersion(), _producer, ++_sequence);
        var offset = LastOffset + 1;
        if (!TryAppend(offset, bytes.AsMemory(0, length)))
        {
            ArrayPool<byte>.Shared.Return(bytes);
            return;
        }

        _committedAt = _time.GetTimestamp();
        LastOffset = offset;
        _lastBlockMs = receiptMs;
        _nextFlags = BlockFlags.None;
        CommittedBlocks++;
        var (readings, backfill) = (0, 0);
        foreach (var batch in batches)
        {
            readings += batch.ReadingCount;
            if (batch.IsBackfill) backfill += batch.ReadingCount;
            AcknowledgedMessages += batch.MessageCount;
            _isFileOver |= batch.EndsFile;
            batch.OnDurable();
        }

        foreach (var batch in batches) batch.OnCommitEnd();
        _deliver!(new CommittedBlock(offset, bytes, length, readings, static returned => ArrayPool<byte>.Shared.Return(returned)) { BackfillCount = backfill });
    }

    // True when the block is durable; false only when stopping.
    private bool TryAppend(long offset, ReadOnlyMemory<byte> block)
    {
        while (true)
        {
            try
            {
                var started = _time.GetTimestamp();
                CurrentFile(offset).Append(offset, block);
                LogInstruments.CommitSeconds.Record(_time.GetElapsedTime(started).TotalSeconds);
                LogInstruments.BlockBytes.Record(block.Length);
                if (Problem is not null) LogGoesOn(_logger, offset);
                Problem = null;
                return true;
            }
            catch (StoreUnavailableException exception)
            {
                LogInstruments.Stalls.Add(1);
                if (Problem is null) LogStalls(_logger, exception, offset);
                Problem = $"The reading log cannot be written: {exception.Message}";
                if (_stopping) return false;
                Thread.Sleep(_options.RetryDelay);
            }
        }
    }

    private bool _isFileOver;

    private LogSegmentFile CurrentFile(long offset)
    {
        if (_current is { } current && current.Appended < _options.LogSegmentBytes && !_isFileOver && !IsDueForArchive()) return current;

        _current = new LogSegmentFile(LogFolder.PathOf(_folder, offset), offset);
        _currentSince = _time.GetTimestamp();
        _isFileOver = false;
        lock (_gate) _files.Add(_current);
        return _current;
    }

    private bool IsDueForArchive() => _archiver is not null && _time.GetElapsedTime(_currentSince) >= _options.LogArchiveAfter;

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Error, Message = "The reading log stalls at offset {Offset}; nothing is acknowledged until it can be written.")]
    private static partial void LogStalls(ILogger logger, Exception exception, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reading log goes on at offset {Offset}.")]
    private static partial void LogGoesOn(ILogger logger, long offset);
}
