using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains.Log;

namespace SmartSectors.Grains.Partitions;

/// <summary>
/// One thread that owns some of the partitions: it applies the blocks in order, commits, and answers questions between
/// blocks. A partition that a block cannot be applied to is stopped alone; the others go on.
/// </summary>
internal sealed partial class PartitionWorker : IDisposable
{
    private readonly PartitionHostOptions _options;
    private readonly IPartitionStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Inbox<WorkItem> _inbox;
    private readonly Thread _thread;
    private readonly Slot?[] _slots = new Slot?[Numbers.PartitionCount];
    private readonly Action<CommittedBlock> _applied;
    private long _housekeptAt;

    public PartitionWorker(
        int number, IReadOnlyList<Partition> partitions, PartitionHostOptions options, IPartitionStore store,
        TimeProvider time, ILogger logger, Action<CommittedBlock> applied)
    {
        _options = options;
        _store = store;
        _time = time;
        _logger = logger;
        _applied = applied;
        _inbox = new Inbox<WorkItem>(options.QueuedBlocks);
        foreach (var partition in partitions) _slots[partition.Number] = new Slot(partition);
        _thread = new Thread(Run) { Name = $"partitions {number}", IsBackground = true };
    }

    /// <summary>Either a block or a question.</summary>
    private readonly record struct WorkItem(CommittedBlock? Block, Action? Question);

    /// <summary>A partition, and why it stands still if it does.</summary>
    private sealed class Slot(Partition partition)
    {
        public Partition Partition { get; } = partition;

        public string? Stopped { get; set; }
    }

    /// <summary>Why commits fail now, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Counted every few seconds: readings applied, devices, active ones, live ones, sites.</summary>
    public WorkerCounts Counts { get; private set; }

    /// <summary>
    /// Readings that wait in its partitions' late batches; not those of one that stands still, which wait for an operator and
    /// would hold the backfill of all others meanwhile.
    /// </summary>
    public long Undecided
    {
        get => Volatile.Read(ref _undecided);
        private set => Volatile.Write(ref _undecided, value);
    }

    private long _undecided;

    public IEnumerable<int> StoppedPartitions => _slots.OfType<Slot>().Where(slot => slot.Stopped is not null).Select(slot => slot.Partition.Number);

    /// <summary>Why, and at which offset.</summary>
    public IEnumerable<string> Stops => _slots.Select(slot => slot?.Stopped).OfType<string>();

    public void Start() => _thread.Start();

    /// <summary>Waits while the inbox is full: that holds the log's writer back.</summary>
    public void Post(CommittedBlock block) => _inbox.Add(new WorkItem(block, null));

    /// <summary>Runs on the worker between two blocks.</summary>
    public void Post(Action question) => _inbox.Add(new WorkItem(null, question));

    /// <summary>Applies what is queued, commits everything and stops.</summary>
    public void Dispose()
    {
        _inbox.Close();
        if (_thread.IsAlive) _thread.Join(); // It never ran when recovery failed.
    }

    private void Run()
    {
        while (_inbox.TryTake(out var item))
        {
            item.Question?.Invoke();
            if (item.Block is { } block) Process(block);
        }

        CommitAll();
    }

    private void Process(CommittedBlock block)
    {
        var bytes = block.Bytes;
        var header = BlockHeader.Read(bytes);

        foreach (var slot in _slots)
        {
            if (slot is { Stopped: null } && slot.Partition.Offset < block.Offset) Tick(slot, block.Offset, header);
        }

        for (var i = 0; i < header.SectionCount; i++)
        {
            var section = BlockSection.At(bytes, i);
            if (_slots[section.Partition] is { Stopped: null } slot && slot.Partition.Offset < block.Offset)
                Apply(slot, block.Offset, section);
        }

        foreach (var slot in _slots)
        {
            if (slot is { Stopped: null } && slot.Partition.Offset < block.Offset) slot.Partition.Skip(block.Offset);
        }

        Undecided = _slots.Sum(slot => slot is { Stopped: null } ? slot.Partition.UndecidedReadings : 0);
        _applied(block);
        block.Release();
        if (_time.GetElapsedTime(_housekeptAt) >= _options.HousekeepingInterval) Housekeep();
    }

    private void Tick(Slot slot, long offset, in BlockHeader header)
    {
        try
        {
            // The commit holds the blocks before this one: its cursor is theirs.
            var started = _time.GetTimestamp();
            if (!slot.Partition.Tick(header.ReceiptMs, header.Flags)) return;
            if (slot.Partition.IsCommitDue) Commit(slot.Partition);
            PartitionInstruments.TickSeconds.Record(_time.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Stop(slot, offset, exception);
        }
    }

    private void Apply(Slot slot, long offset, in BlockSection section)
    {
        try
        {
            var partition = slot.Partition;
            var traced = partition.Traces.Count;
            var started = GrainTraces.IsOn ? _time.GetUtcNow() : default;
            partition.Apply(offset, section);
            if (GrainTraces.IsOn && partition.Traces.Count > traced)
                GrainTraces.Record("apply to grains", partition.Traces, traced, started, _time.GetUtcNow(), partition.Number);
            if (slot.Partition.IsCommitFull) Commit(slot.Partition);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Stop(slot, offset, exception);
        }
    }

    // BUG or CORRUPT: this partition's state is not to be trusted, so nothing of it is committed any more.
    private void Stop(Slot slot, long offset, Exception exception)
    {
        slot.Stopped = $"Partition {slot.Partition.Number} stands still at offset {offset}: {exception.Message}";
        LogStopped(_logger, exception, slot.Partition.Number, offset);
    }

    private void Commit(Partition partition)
    {
        while (true)
        {
            try
            {
                var started = _time.GetUtcNow();
                var traces = partition.Traces.Count == 0 ? null : new List<ActivityContext>(partition.Traces);
                partition.Commit(partition.Offset);
                if (traces is not null) GrainTraces.Record("commit partition", traces, 0, started, _time.GetUtcNow(), partition.Number);
                if (Problem is not null) LogGoesOn(_logger, partition.Number);
                Problem = null;
                return;
            }
            catch (StoreUnavailableException exception)
            {
                if (Problem is null) LogStalls(_logger, exception, partition.Number);
                Problem = $"Partition {partition.Number} cannot be written: {exception.Message}";
                if (_inbox.IsClosed) return; // The log has it all.
                Thread.Sleep(_options.RetryDelay);
            }
        }
    }

    internal void CommitAll()
    {
        foreach (var slot in _slots)
        {
            if (slot is { Stopped: null } && slot.Partition.IsBehind) Commit(slot.Partition);
        }

        Housekeep();
    }

    private void Housekeep()
    {
        _housekeptAt = _time.GetTimestamp();
        var counts = default(WorkerCounts) with { DurableCursor = long.MaxValue };
        foreach (var slot in _slots)
        {
            if (slot is null) continue;
            var partition = slot.Partition;
            counts = new WorkerCounts(
                counts.Devices + partition.DeviceCount,
                counts.Active + partition.ActiveDeviceCount,
                counts.Live + partition.CountLive(),
                counts.Sites + partition.SiteCount,
                Math.Min(counts.DurableCursor, _store.DurableCursor(partition.Number)));
        }

        Counts = counts;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Partition {Partition} stops at offset {Offset}: the block cannot be applied. Acknowledged readings stay in the log; see `smartsectors log quarantine`.")]
    private static partial void LogStopped(ILogger logger, Exception exception, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} cannot be committed; trying again.")]
    private static partial void LogStalls(ILogger logger, Exception exception, int partition);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} is committed again.")]
    private static partial void LogGoesOn(ILogger logger, int partition);
}

/// <summary>What a worker counts in passing.</summary>
internal readonly record struct WorkerCounts(long Devices, long Active, long Live, long Sites, long DurableCursor);
