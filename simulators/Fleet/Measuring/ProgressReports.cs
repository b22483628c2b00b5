namespace SmartSectors.Fleet.Measuring;

/// <summary>Reports progress once a second while a run goes on.</summary>
/// <param name="snapshot">The state now; its <c>PerSecond</c> is filled in here.</param>
internal sealed class ProgressReports(
    IProgress<FleetProgress>? progress, TimeProvider time, Func<FleetProgress> snapshot)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the run ends, with its exception if it threw.</summary>
    public async Task DuringAsync(Task run)
    {
        if (progress is not null)
        {
            using var timer = new PeriodicTimer(s_interval, time);
            var last = snapshot();
            progress.Report(last);
            while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run)
            {
                var now = snapshot();
                var seconds = (now.Elapsed - last.Elapsed).TotalSeconds;
                // At QoS 0 there are no acknowledgements to count.
                var done = now.Acknowledged + now.Refused > 0 ? now.Acknowledged - last.Acknowledged : now.Sent - last.Sent;
                progress.Report(now with { PerSecond = seconds > 0 ? done / seconds : 0 });
                last = now;
            }
        }
        await run;
    }
}
