using System.Diagnostics;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>One server, the sessions thrown at it from one or more threads, and the witnesses that must not notice.</summary>
internal sealed class FuzzRun
{
    /// <summary>
    /// What the heap may grow by, with limits as small as they are: 64 sessions of 32 KB queued, 16 KB retained, pools,
    /// and for each worker eight connections of 50 KB and what was sent and received on them.
    /// </summary>
    private const long MostBytes = 8 * 1024 * 1024;


    /// <summary>Nobody takes a step for so long when all is well.</summary>
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan _tellEvery = TimeSpan.FromSeconds(10);

    private readonly FuzzServer _server;
    private readonly Witness[] _witnesses;
    private readonly FuzzOptions _options;
    private readonly FuzzReport _report = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly long _heapAtStart = GC.GetTotalMemory(forceFullCollection: true);
    private readonly SessionMix?[] _mixes;
    private volatile bool _failed;
    private long _steps;
    private Exception? _unobserved;
    private TimeSpan _told;

    private FuzzRun(FuzzServer server, Witness[] witnesses, FuzzOptions options)
    {
        _server = server;
        _witnesses = witnesses;
        _options = options;
        _mixes = new SessionMix[options.Workers];
    }

    private bool IsOver =>
        _failed || _report.Packets >= _options.Packets || Stopwatch.GetElapsedTime(_started) >= _options.Duration;

    /// <exception cref="FuzzFailure">The server did what it should not.</exception>
    public static async Task<FuzzReport> RunAsync(FuzzOptions options)
    {
        using var server = new FuzzServer();
        Witness[] witnesses = [await Witness.ConnectAsync(server, MqttVersion.V311), await Witness.ConnectAsync(server, MqttVersion.V5)];
        var run = new FuzzRun(server, witnesses, options);
        return await run.RunAsync();
    }

    private async Task<FuzzReport> RunAsync()
    {
        TaskScheduler.UnobservedTaskException += NoteUnobserved;
        try
        {
            await WatchAsync(Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(worker => Task.Run(() => WorkAsync(worker)))));
            await CheckRemainsAsync();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= NoteUnobserved;
        }

        return _report;
    }

    /// <summary>Threads that wait for each other's locks never come back to say so.</summary>
    private async Task WatchAsync(Task working)
    {
        for (var seen = -1L; ;)
        {
            try
            {
                await working.WaitAsync(_hang);
                return;
            }
            catch (TimeoutException e)
            {
                var steps = Volatile.Read(ref _steps);
                if (steps == seen) throw FuzzFailure.In(_mixes.Select(mix => mix?.Current), _options.Seed, "the server hangs", e);
                seen = steps;
            }
        }
    }

    private async Task WorkAsync(int worker)
    {
        var dice = new Dice(_options.Seed + worker);
        var sessions = _mixes[worker] = new SessionMix(_server, dice, _report);
        try
        {
            for (var step = 0; !IsOver; step++)
            {
                await sessions.StepAsync();
                Interlocked.Increment(ref _steps);
                CheckServer();
                if (worker == 0) await LookAfterAsync(step, dice);
            }

            await sessions.FinishAsync();
        }
        catch (Exception e) when (e is not FuzzFailure)
        {
            _failed = true;
            throw FuzzFailure.In([sessions.Current], _options.Seed, $"worker {worker}: {e.Message}", e);
        }
    }

    /// <summary>The first worker's: the clock, the witnesses and the heap.</summary>
    private async Task LookAfterAsync(int step, Dice dice)
    {
        if (step % 32 == 0) await SpeakAsync();
        if (dice.Chance(1.0 / 200)) _server.Time.Advance(TimeSpan.FromSeconds(dice.Pick(0.3, 1, 1, 2, 20)));
        if (step % 20_000 != 0) return;

        await LetSessionsExpireAsync();
        var bytes = CheckHeap();
        if (Stopwatch.GetElapsedTime(_started) - _told < _tellEvery) return;
        _told = Stopwatch.GetElapsedTime(_started);
        _options.Tell?.Invoke($"{_told.TotalSeconds:N0} s: {_report.Packets:N0} packets, {_report.Sessions:N0} sessions, heap grew by {bytes / 1024:N0} KB");
    }

    private async Task SpeakAsync()
    {
        foreach (var witness in _witnesses) await witness.SpeakAsync();
    }

    /// <summary>Longer than any session or will may wait, in steps that no witness's keep-alive ends in.</summary>
    private async Task LetSessionsExpireAsync()
    {
        for (var minute = 0; minute < 7; minute++)
        {
            _server.Time.Advance(TimeSpan.FromMinutes(1));
            await SpeakAsync();
        }
    }

    private void CheckServer()
    {
        if (_server.Log.First is { } error) throw new InvalidOperationException($"the server logged: {error}");
        if (_server.Excess is { } excess) throw new InvalidOperationException($"beyond the limits: {excess}");
        if (_unobserved is { } unobserved) throw new InvalidOperationException("an exception was not observed", unobserved);
    }

    private long CheckHeap()
    {
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - _heapAtStart;
        _report.PeakBytes = Math.Max(_report.PeakBytes, bytes);
        if (bytes > MostBytes * (1 + _options.Workers)) throw new InvalidOperationException($"the heap grew by {bytes:N0} bytes");
        return bytes;
    }

    /// <summary>When everybody is gone and every time-out passed, nothing is left but the witnesses.</summary>
    private async Task CheckRemainsAsync()
    {
        await LetSessionsExpireAsync();
        var (sessions, stored, queuedBytes) = _server.Remains;
        if (sessions != _witnesses.Length || stored != 0 || queuedBytes != 0)
        {
            throw new FuzzFailure($"seed {_options.Seed}: {sessions} sessions are left, {stored} of them stored, {queuedBytes} bytes queued");
        }

        foreach (var witness in _witnesses)
        {
            _report.WitnessMessages += witness.Messages;
            await witness.CloseAsync();
        }

        CheckHeap();
        GC.WaitForPendingFinalizers();
        CheckServer();
    }

    private void NoteUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => _unobserved = e.Exception;
}
