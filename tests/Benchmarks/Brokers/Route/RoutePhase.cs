using System.Diagnostics;
using SmartSectors.Benchmarks.Brokers.Measuring;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>What one phase of publishing and receiving came to.</summary>
/// <param name="Receiving">From the first publish to the last message received.</param>
/// <param name="BrokerCpuSeconds">Null when the broker's process is not known.</param>
internal sealed record RouteResult(
    PublishCounts Sent, ReceiveCounts Came, long Expected, TimeSpan Receiving, double? BrokerCpuSeconds, double GeneratorCpuSeconds)
{
    public double PublishedPerSecond => Sent.Published / Sent.Sending.TotalSeconds;

    public double AcknowledgedPerSecond => Sent.Acknowledged / Sent.Sending.TotalSeconds;

    public double ReceivedPerSecond => Came.Received == 0 ? 0 : Came.Received / Receiving.TotalSeconds;

    /// <summary>Messages that the costs are divided by: those delivered, or those published where nobody subscribed.</summary>
    public long Messages => Expected > 0 ? Came.Received : Sent.Published;

    public void Print()
    {
        Report.Row("published · a second", $"{Sent.Published:N0} · {PublishedPerSecond:N0}");
        if (Sent.AckLatency.Count > 0)
        {
            Report.Row("acknowledged · a second", $"{Sent.Acknowledged:N0} · {AcknowledgedPerSecond:N0}");
            Report.Latency("publish to acknowledgement", Sent.AckLatency);
        }
        if (Sent.Refused > 0) Report.Row("refused", $"{Sent.Refused:N0}");
        if (Sent.Unacknowledged > 0) Report.Row("without acknowledgement at the end", $"{Sent.Unacknowledged:N0}");
        if (Expected > 0)
        {
            Report.Row("received · a second", $"{Came.Received:N0} · {ReceivedPerSecond:N0}");
            Report.Row("lost (negative: came twice)", $"{Expected - Came.Received:N0}");
            Report.Latency("publish to receipt", Came.Latency);
        }
        if (Messages == 0) return;
        if (BrokerCpuSeconds is { } cpu) Report.Row("broker's CPU-seconds · a million", $"{cpu:F2} · {cpu / Messages * 1e6:F2}");
        Report.Row("generator's CPU-seconds · a million", $"{GeneratorCpuSeconds:F2} · {GeneratorCpuSeconds / Messages * 1e6:F2}");
    }
}

/// <summary>Publishes for a time over open connections and waits until everything has arrived.</summary>
/// <param name="lead">Messages that the subscribers may be behind; null for any number.</param>
/// <param name="copies">How many subscribers each message goes to.</param>
internal sealed class RoutePhase(
    IReadOnlyList<Publisher> publishers, SubscribeLoop receiving, double? rate, long? lead, int copies, BrokerProcess? broker)
{
    /// <summary>Longest wait for the last acknowledgements; and how long nothing must arrive for it to be the end.</summary>
    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(10), s_quiet = TimeSpan.FromSeconds(2);

    public async Task<RouteResult> RunAsync(TimeSpan duration, CancellationToken stop)
    {
        var came = receiving.BeginPhase();
        var (brokerCpu, ownCpu) = (broker?.CpuSeconds, Environment.CpuUsage.TotalTime);
        var started = Stopwatch.GetTimestamp();
        var loop = new PublishLoop(publishers, rate, lead is { } most && copies > 0 ? new Lead(most, came, copies) : null);
        var sent = await Task.Factory.StartNew(
            () => loop.Run(duration, s_drainTimeout, stop),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var expected = (sent.Published - sent.Refused) * copies;
        await receiving.DrainAsync(came, expected, s_quiet);
        return new RouteResult(
            sent, came, expected,
            came.LastAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(started, came.LastAt),
            broker?.CpuSeconds - brokerCpu,
            (Environment.CpuUsage.TotalTime - ownCpu).TotalSeconds);
    }
}
