using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains.Partitions;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Sessions;

/// <summary>
/// MQTT sessions, their queues and the retained messages in <c>sessions.db</c>. One thread commits whatever has changed
/// since its last commit, so a commit is a prefix of what was given; then those who wait are told. While a commit fails
/// (a full disk), nobody is told and the same changes are tried again.
/// </summary>
/// <remarks>
/// Nothing here blocks or drops, whatever waits: a row waits once however often it changes, and not at all when it came and
/// went since the last commit. So the backlog is at most what the server's own limits let sessions and retained messages
/// hold, and the rows on the disk that are to go; and who published them is not acknowledged, so that it stops at its
/// receive maximum.
/// Measured (SessionStoreBenchmarks, two cores that others kept busy): a message of 200 bytes that is written and removed
/// again by a later commit takes 10 µs in all, one that goes before its commit 0.45 µs.
/// </remarks>
public sealed partial class SqliteSessionStore(SessionStoreOptions options, TimeProvider time, ILogger<SqliteSessionStore> logger) : ISessionStore, IDisposable
{
    private readonly object _gate = new();
    private readonly SessionBook _book = new();

    /// <summary>Held for reading by open groups, for writing while a commit's changes are taken.</summary>
    private readonly ReaderWriterLockSlim _groups = new(LockRecursionPolicy.SupportsRecursion);
    private List<IDurabilityWaiter> _waiters = [];
    private SessionDatabase? _database;
    private Thread? _writer;
    private long _committedAt;
    private bool _isBusy; // Changes are being committed, or waiters told: whoever asks now waits for the next turn.
    private bool _hasWork;
    private bool _isOpen;
    private volatile bool _isStopping;

    /// <summary>Why nothing can be acknowledged that concerns sessions or retained messages, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Rows written and removed so far, for statistics.</summary>
    public long CommittedRows { get; private set; }

    public StoredSessions Load()
    {
        var path = Path.Combine(System.IO.Directory.CreateDirectory(options.DataDirectory).FullName, "sessions.db");
        lock (_gate)
        {
            _database = SessionDatabase.Open(path);
            var stored = _database.Load(_book);
            _book.Restore(stored);
            _isOpen = true;
            _writer = new Thread(WriteLoop) { Name = "sessions writer", IsBackground = true };
            _writer.Start();
            return stored;
        }
    }

    public void PutSession(StoredSession session)
    {
        lock (_gate) if (Accepts()) _book.PutSession(session);
    }

    public void RemoveSession(long session)
    {
        lock (_gate) if (Accepts()) _book.RemoveSession(session);
    }

    public void PutSubscription(long session, StoredSubscription subscription)
    {
        lock (_gate) if (Accepts()) _book.PutSubscription(session, subscription);
    }

    public void RemoveSubscription(long session, string filter)
    {
        lock (_gate) if (Accepts()) _book.RemoveSubscription(session, filter);
    }

    public void PutDelivery(long session, in StoredDelivery delivery)
    {
        lock (_gate) if (Accepts()) _book.PutDelivery(session, delivery);
    }

    public void RemoveDelivery(long session, long sequence)
    {
        lock (_gate) if (Accepts()) _book.RemoveDelivery(session, sequence);
    }

    public void PutReceived(long session, ushort packetId)
    {
        lock (_gate) if (Accepts()) _book.PutReceived(session, packetId);
    }

    public void RemoveReceived(long session, ushort packetId)
    {
        lock (_gate) if (Accepts()) _book.RemoveReceived(session, packetId);
    }

    public void PutRetained(MqttMessage message)
    {
        lock (_gate) if (Accepts()) _book.PutRetained(message);
    }

    public void RemoveRetained(ReadOnlySpan<byte> topic)
    {
        lock (_gate) if (Accepts()) _book.RemoveRetained(topic);
    }

    public void BeginGroup() => _groups.EnterReadLock();

    public void EndGroup() => _groups.ExitReadLock();

    public void WhenDurable(IDurabilityWaiter waiter)
    {
        lock (_gate)
        {
            if (!_isOpen) return;
            if (_isBusy || _waiters.Count > 0 || _book.ChangeCount > 0)
            {
                if (Accepts()) _waiters.Add(waiter);
                return;
            }

            _isBusy = true;
        }

        // Outside the lock: a waiter takes locks of its own, and who holds those calls the store.
        Tell([waiter]);
        EndTurn();
    }

    /// <summary>Commits what was given, then stops. What cannot be written by then, and what comes later, is never told durable.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isOpen = false;
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        _writer?.Join();
    }

    public void Dispose()
    {
        Stop();
        _database?.Dispose();
        _groups.Dispose();
    }

    // False when it is over: the change is dropped, and so is whoever waits for it.
    private bool Accepts()
    {
        if (_writer is null) throw new InvalidOperationException("BUG: sessions change before they were loaded.");
        if (!_isOpen) return false;
        if (!_hasWork) Monitor.Pulse(_gate);
        _hasWork = true;
        return true;
    }

    private void WriteLoop()
    {
        var changes = new SessionChanges();
        var waiters = new List<IDurabilityWaiter>();
        while (true)
        {
            Space();
            if (!WaitAndTake(ref changes, ref waiters)) return;
            if (changes.Count > 0 && !TryCommit(changes)) return;
            Tell(waiters);
            changes.Clear();
            waiters.Clear();
            EndTurn();
        }
    }

    // A trickle of changes would be a commit each: those that come within the spacing share one. Under load the commit
    // itself takes longer than that.
    private void Space()
    {
        var left = options.CommitSpacing - time.GetElapsedTime(_committedAt);
        if (left > TimeSpan.Zero && !_isStopping) Thread.Sleep(left);
    }

    // False when stopping, with nothing left to do.
    private bool WaitAndTake(ref SessionChanges changes, ref List<IDurabilityWaiter> waiters)
    {
        lock (_gate)
        {
            while (_isBusy || !_hasWork)
            {
                if (_isStopping && !_isBusy) return false;
                Monitor.Wait(_gate);
            }

            _isBusy = true;
        }

        _groups.EnterWriteLock();
        try
        {
            lock (_gate)
            {
                _hasWork = false;
                changes = _book.Take(changes);
                (waiters, _waiters) = (_waiters, waiters);
            }
        }
        finally
        {
            _groups.ExitWriteLock();
        }

        return true;
    }

    // True when the changes are durable; false when they never will be.
    private bool TryCommit(SessionChanges changes)
    {
        while (true)
        {
            try
            {
                var started = time.GetTimestamp();
                _database!.Commit(changes);
                _committedAt = time.GetTimestamp();
                CommittedRows += changes.Count;
                SessionStoreInstruments.CommitSeconds.Record(time.GetElapsedTime(started, _committedAt).TotalSeconds);
                SessionStoreInstruments.CommitRows.Record(changes.Count);
                if (Problem is not null) GoesOn(logger);
                Problem = null;
                return true;
            }
            catch (StoreUnavailableException exception)
            {
                SessionStoreInstruments.Stalls.Add(1);
                if (Problem is null) Stalls(logger, exception);
                Problem = $"The MQTT sessions cannot be written: {exception.Message}";
                if (_isStopping) return false;
                Thread.Sleep(options.RetryDelay);
            }
            catch (SqliteException exception)
            {
                Break(exception);
                return false;
            }
        }
    }

    // No other try would mend it. Changes are not even gathered any more, for they would gather for ever.
    private void Break(SqliteException exception)
    {
        Problem = $"CORRUPT: the MQTT sessions cannot be written any more: {exception.Message}";
        Ends(logger, exception);
        lock (_gate)
        {
            _isOpen = false;
            _waiters.Clear();
        }
    }

    private static void Tell(List<IDurabilityWaiter> waiters)
    {
        foreach (var waiter in waiters) waiter.OnDurable();
        foreach (var waiter in waiters) waiter.OnCommitEnd();
    }

    private void EndTurn()
    {
        lock (_gate)
        {
            _isBusy = false;
            if (_hasWork || _isStopping) Monitor.Pulse(_gate);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The MQTT sessions cannot be written; nothing that concerns them is acknowledged until they can.")]
    private static partial void Stalls(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MQTT sessions are written again.")]
    private static partial void GoesOn(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "CORRUPT: the MQTT sessions cannot be written any more; nothing that concerns them is acknowledged until a restart.")]
    private static partial void Ends(ILogger logger, Exception exception);
}
