using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Ingestion.Sessions;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks;

/// <summary>Messages of 200 bytes for 1,000 sessions, up to their being durable; and such as are fetched before the commit.</summary>
[MemoryDiagnoser]
public class SessionStoreBenchmarks : IDisposable
{
    private const int Sessions = 1_000;
    private const int Messages = 50_000;
    private const int MessagesPerRead = 32;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-");
    private readonly byte[] _payload = new byte[200];
    private SqliteSessionStore _store = null!;
    private long _sequence;

    [GlobalSetup]
    public void Open()
    {
        _store = new SqliteSessionStore(
            new SessionStoreOptions { DataDirectory = _folder.FullName }, TimeProvider.System, NullLogger<SqliteSessionStore>.Instance);
        _store.Load();
        for (var i = 0; i < Sessions; i++) _store.PutSession(new StoredSession(i, $"client-{i}", uint.MaxValue, null, null));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>All are written, and removed when they are all durable: two commits' worth of rows a message.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void EnqueueCommitAndRemove()
    {
        var first = _sequence;
        for (var i = 0; i < Messages; i++) Enqueue(ends: (i + 1) % MessagesPerRead == 0);
        Wait();
        for (var sequence = first; sequence < _sequence; sequence++) _store.RemoveDelivery(sequence % Sessions, sequence);
        Wait();
    }

    /// <summary>Each is removed as the next one comes, beside the writer: what the commits have not taken by then costs no disk.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void EnqueueAndRemove()
    {
        for (var i = 0; i < Messages; i++)
        {
            Enqueue(ends: (i + 1) % MessagesPerRead == 0);
            _store.RemoveDelivery((_sequence - 1) % Sessions, _sequence - 1);
        }

        Wait();
    }

    private void Enqueue(bool ends)
    {
        var message = new MqttMessage("sectors/agriculture/s1/d1/commands/open"u8, _payload, [], QualityOfService.AtLeastOnce);
        _store.PutDelivery(_sequence % Sessions, new StoredDelivery(_sequence, message, QualityOfService.AtLeastOnce, Retain: false, Identifiers: null, PacketId: 0));
        _sequence++;
        if (ends) _store.WhenDurable(NoWaiter.Instance); // as every socket read does
    }

    private void Wait()
    {
        using var waiter = new Waiter();
        _store.WhenDurable(waiter);
        waiter.Wait();
    }

    private sealed class NoWaiter : IDurabilityWaiter
    {
        public static NoWaiter Instance { get; } = new();

        public void OnDurable()
        {
            // Somebody else waits for the whole.
        }

        public void OnCommitEnd()
        {
            // Nothing to flush.
        }
    }

    private sealed class Waiter : IDurabilityWaiter, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public void OnDurable()
        {
            // The end of the commit is what counts: after it the thread is free.
        }

        public void OnCommitEnd() => _end.Set();

        public void Wait() => _end.Wait();

        public void Dispose() => _end.Dispose();
    }
}
