using Microsoft.Extensions.Logging;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

/// <summary>
/// Hosts the 64 partitions on a few workers: recovery, delivery of committed blocks, back-pressure, and questions to
/// grains. Another actor runtime could host the same <see cref="Partition"/>s.
/// </summary>
public sealed partial class PartitionHost : IDisposable
{
    private readonly IReadingLog _log;
    private readonly PartitionHostOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Partition[] _partitions;
    private readonly PartitionWorker[] _workers;
    private readonly Lock _gate = new();
    private long _delivered;
    private long _applied;
    private long _deliveredBackfill;
    private long _appliedBackfill;
    private LogHold _hold;
    private bool _disposed;
    private long _truncatedAt;

    public PartitionHost(
        IReadingLog log, IPartitionStore store, IReadOnlyList<Indicator> indicators, PartitionOptions partitionOptions,
        PartitionHostOptions options, TimeProvider time, ILogger<PartitionHost> logger, ISchemeTexts texts)
    {
        _log = log;
        _options = options;
        _time = time;
        _logger = logger;
        _partitions = [.. Enumerable.Range(0, Numbers.PartitionCount).Select(number => new Partition(number, indicators, partitionOptions, store, texts))];
        _workers = [.. Enumerable.Range(0, options.Workers).Select(worker => new PartitionWorker(
            worker, [.. _partitions.Where(partition => partition.Number % options.Workers == worker)], options, store, time, logger, OnApplied))];
    }

    /// <summary>Acknowledged readings that are not applied yet (each counts once a worker).</summary>
    public long UnappliedReadings => (Volatile.Read(ref _delivered) - Volatile.Read(ref _applied)) / _workers.Length;

    /// <summary>Acknowledged readings of backfill that are not applied yet, and all that wait in the late batches.</summary>
    public long UndecidedBackfill =>
        ((Volatile.Read(ref _deliveredBackfill) - Volatile.Read(ref _appliedBackfill)) / _workers.Length) + _workers.Sum(worker => worker.Undecided);

    /// <summary>Readings applied since start.</summary>
    public long AppliedReadings => Volatile.Read(ref _applied) / _workers.Length;

    /// <summary>True while recovery applies the log's tail.</summary>
    public bool IsRecovering { get; private set; } = true;

    /// <summary>Why commits fail now, or why a partition stands still; null when all is well.</summary>
    public string? Problem =>
        _workers.Select(worker => worker.Problem).FirstOrDefault(problem => problem is not null)
        ?? (Stops is [var first, ..] ? first : null);

    public long DeviceCount => _workers.Sum(worker => worker.Counts.Devices);

    public long ActiveDeviceCount => _workers.Sum(worker => worker.Counts.Active);

    public long LiveDeviceCount => _workers.Sum(worker => worker.Counts.Live);

    public long SiteCount => _workers.Sum(worker => worker.Counts.Sites);

    /// <summary>Why partitions stand still, and at which offsets.</summary>
    public IReadOnlyList<string> Stops => [.. _workers.SelectMany(worker => worker.Stops)];

    public IReadOnlyList<int> StoppedPartitions => [.. _workers.SelectMany(worker => worker.StoppedPartitions).Order()];

    /// <summary>
    /// Loads every partition's last commit and applies the log from their cursors on, through the same code as ever. At
    /// its end everything is committed, so that the stores know every device and site.
    /// </summary>
    public void Recover()
    {
        var started = _time.GetTimestamp();
        Parallel.ForEach(_partitions, partition =>
        {
            foreach (var offset in _log.QuarantinedFor(partition.Number)) partition.Quarantine(offset);
            partition.Load();
        });
        var loaded = _time.GetElapsedTime(started);

        foreach (var worker in _workers) worker.Start();
        var from = _partitions.Min(partition => partition.Offset) + 1;
        var blocks = 0;
        foreach (var block in _log.Read(from))
        {
            Deliver(block);
            blocks++;
        }

        using var done = new CountdownEvent(_workers.Length);
        foreach (var worker in _workers)
        {
            worker.Post(() =>
            {
                worker.CommitAll();
                done.Signal();
            });
        }

        done.Wait();
        IsRecovering = false;
        var all = _time.GetElapsedTime(started);
        var readings = AppliedReadings;
        LogRecovered(_logger, loaded, blocks, readings, all);
    }

    /// <summary>Hands a committed block to the workers. Blocks while they are far behind.</summary>
    public void Deliver(CommittedBlock block)
    {
        Interlocked.Add(ref _delivered, (long)block.ReadingCount * _workers.Length);
        Interlocked.Add(ref _deliveredBackfill, (long)block.BackfillCount * _workers.Length);
        block.ShareAmong(_workers.Length);
        foreach (var worker in _workers) worker.Post(block);
        HoldOrLetGo();
    }

    /// <summary>Asks a partition's grains something, on their worker.</summary>
    public Task<T> AskAsync<T>(int partition, Func<Partition, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _workers[partition % _workers.Length].Post(() =>
        {
            try
            {
                answer.SetResult(question(_partitions[partition]));
            }
            catch (Exception exception)
            {
                answer.SetException(exception);
            }
        });
        return answer.Task;
    }

    /// <summary>What the grains know of their devices by registration and profile, by durable numbers; only of devices of which anything is.</summary>
    public async Task<IReadOnlyList<(uint Device, Terms Terms)>> KnownTermsAsync()
    {
        var known = await Task.WhenAll(_partitions.Select(partition => AskAsync(partition.Number, asked => asked.KnownTerms()))).ConfigureAwait(false);
        return [.. known.SelectMany(terms => terms)];
    }

    /// <summary>Applies what was delivered, commits and stops. Can be called again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        foreach (var worker in _workers) worker.Dispose();
    }

    private void OnApplied(CommittedBlock block)
    {
        Interlocked.Add(ref _applied, block.ReadingCount);
        Interlocked.Add(ref _appliedBackfill, block.BackfillCount);
        HoldOrLetGo();

        // Recovery reads the log's files: none may go meanwhile.
        if (!IsRecovering && _time.GetElapsedTime(Volatile.Read(ref _truncatedAt)) >= _options.HousekeepingInterval) Truncate();
    }

    private void HoldOrLetGo()
    {
        if (HoldAfter(_hold) == _hold) return;
        lock (_gate)
        {
            _hold = HoldAfter(_hold);
            _log.Hold(_hold);
        }
    }

    private LogHold HoldAfter(LogHold hold) =>
        IsTooMuch(UnappliedReadings, _options.MaxUnappliedReadings, hold is LogHold.Everything) ? LogHold.Everything
        : IsTooMuch(UndecidedBackfill, _options.MaxUndecidedBackfill, hold is not LogHold.None) ? LogHold.Backfill
        : LogHold.None;

    // Let go at half the limit, or the sockets would stop and go at every block.
    private static bool IsTooMuch(long readings, long limit, bool isHeld) => readings > (isHeld ? limit / 2 : limit);

    private void Truncate()
    {
        Volatile.Write(ref _truncatedAt, _time.GetTimestamp());
        var durable = _workers.Min(worker => worker.Counts.DurableCursor);
        if (durable > 0) _log.TruncateBefore(durable + 1);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered: state loaded in {Loaded}, {Blocks} blocks with {Readings} readings applied, {All} in all.")]
    private static partial void LogRecovered(ILogger logger, TimeSpan loaded, int blocks, long readings, TimeSpan all);
}
