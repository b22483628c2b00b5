using SmartSectors.Fleet;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>A flat-out fleet that connects again whenever the platform comes back, and records what was acknowledged.</summary>
internal sealed class RunningFleet : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<FleetSummary> _run;
    private long _acknowledged;

    public RunningFleet(FleetOptions options) => _run = FleetRunner.RunAsync(options, new Counter(this), _stop.Token);

    /// <summary>Acknowledged messages, as of about a second ago.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>More was acknowledged than now.</summary>
    public async Task ProgressAsync()
    {
        var now = Acknowledged;
        await Eventually.Async(() => _run.IsFaulted ? _run.ContinueWith(_ => 0L) : Task.FromResult(Acknowledged), acknowledged => acknowledged > now || _run.IsFaulted);
        if (_run.IsFaulted) await _run;
    }

    /// <summary>Ends sending and waits for the last acknowledgements.</summary>
    public async Task<FleetSummary> StopAsync()
    {
        await _stop.CancelAsync();
        var summary = await _run;
        Assert.True(summary.IsComplete, $"{summary.Unacknowledged} without PUBACK, {summary.UnexpectedAcks} unexpected; {summary.LastLoss}");
        return summary;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private sealed class Counter(RunningFleet fleet) : IProgress<FleetProgress>
    {
        public void Report(FleetProgress value) => Volatile.Write(ref fleet._acknowledged, value.Acknowledged);
    }
}
