using System.Diagnostics;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>
/// One thread that goes round all clients once in a keep-alive, so that their pings are spread evenly, from its start
/// until it is disposed.
/// </summary>
internal sealed class PingLoop(IReadOnlyList<IdleClient?> clients, TimeSpan keepAlive) : IAsyncDisposable
{
    // How long after a ping its answer is looked for, without waiting on thousands of sockets.
    private static readonly TimeSpan s_answerAfter = TimeSpan.FromSeconds(1), s_tick = TimeSpan.FromMilliseconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _scratch = new byte[256];
    private Task _thread = Task.CompletedTask;
    private long _pings, _answers;

    public long Pings => Volatile.Read(ref _pings);

    public long Answers => Volatile.Read(ref _answers);

    public void Start() => _thread = Task.Factory.StartNew(
        Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _thread;
        _stop.Dispose();
    }

    private void Run()
    {
        var started = Stopwatch.GetTimestamp();
        for (var (pinged, answered) = (0L, 0L); !_stop.IsCancellationRequested; Thread.Sleep(s_tick))
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            for (; pinged < Due(elapsed); pinged++)
            {
                if (Client(pinged) is not { } client) continue;
                client.Ping();
                Volatile.Write(ref _pings, _pings + 1);
            }
            for (; answered < Due(elapsed - s_answerAfter); answered++)
            {
                if (Client(answered) is { IsReadElsewhere: false } client && client.TakeAnswer(_scratch)) Volatile.Write(ref _answers, _answers + 1);
            }
        }
    }

    private long Due(TimeSpan elapsed) => (long)(elapsed / keepAlive * clients.Count);

    private IdleClient? Client(long turn) => clients[(int)(turn % clients.Count)] is { IsLost: false } client ? client : null;
}
