using System.Diagnostics;
using System.Net.Sockets;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>What came in one phase. Written by the subscribers' thread; others read numbers a moment old.</summary>
internal sealed class ReceiveCounts
{
    private long _received, _lastAt;

    public LatencyHistogram Latency { get; } = new();

    public long Received => Volatile.Read(ref _received);

    /// <summary>Timestamp of the last message; zero when none came.</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    public void Add(int messages, long timestamp)
    {
        Volatile.Write(ref _received, _received + messages);
        Volatile.Write(ref _lastAt, timestamp);
    }
}

/// <summary>One thread for all subscribers, from its start until it is disposed.</summary>
/// <param name="gathers">Let messages that come in ones and twos gather for a millisecond: cheaper, and blind to short latencies.</param>
internal sealed class SubscribeLoop(IReadOnlyList<Subscriber> subscribers, bool gathers) : IAsyncDisposable
{
    private const int WorthWakingFor = 64;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(100), s_tick = TimeSpan.FromMilliseconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _readable = [], _writable = [];
    private readonly Dictionary<Socket, Subscriber> _bySocket = subscribers.ToDictionary(subscriber => subscriber.Socket);
    private ReceiveCounts _counts = new();
    private Task _thread = Task.CompletedTask;

    public void Start() => _thread = Task.Factory.StartNew(
        Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Counts anew; called when nothing is on its way.</summary>
    public ReceiveCounts BeginPhase() => _counts = new ReceiveCounts();

    /// <summary>Waits until so many messages have come, or none any more.</summary>
    public async Task DrainAsync(ReceiveCounts counts, long expected, TimeSpan quiet)
    {
        for (var (seen, since) = (-1L, Stopwatch.GetTimestamp()); counts.Received < expected && !_thread.IsCompleted;)
        {
            if (counts.Received != seen) (seen, since) = (counts.Received, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > quiet) break;
            await Task.Delay(10);
        }
        if (_thread.IsCompleted) await _thread; // with what went wrong
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _thread;
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested && subscribers.Count > 0)
        {
            _readable.Clear();
            _writable.Clear();
            foreach (var subscriber in subscribers) (subscriber.IsBlocked ? _writable : _readable).Add(subscriber.Socket);
            Socket.Select(_readable.Count > 0 ? _readable : null, _writable.Count > 0 ? _writable : null, null, s_longestWait);

            foreach (var socket in _writable) _bySocket[socket].Flush();
            var counts = Volatile.Read(ref _counts);
            var received = 0;
            foreach (var socket in _readable) received += _bySocket[socket].Receive(counts.Latency);
            if (received > 0) counts.Add(received, Stopwatch.GetTimestamp());
            if (gathers && received is > 0 and < WorthWakingFor) Thread.Sleep(s_tick);
        }
    }
}
