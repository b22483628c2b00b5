using System.Diagnostics;
using SmartSectors.Benchmarks.Brokers.Measuring;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>Opens the connections, watches the broker while they do nothing, and sends a few of them messages.</summary>
internal sealed class IdleRun(BrokerTarget broker, IdleOptions options, TrickleOptions? trickle)
{
    /// <summary>Files that broker and generator need besides the connections.</summary>
    private const int OtherFiles = 300;

    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(5), s_settling = TimeSpan.FromSeconds(5);

    /// <exception cref="BrokerException">A limit of files is too low, or nothing could be measured.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (trickle is not null && options.Filter is null) throw new BrokerException("a trickle needs subscriptions to go to");
        CheckLimit("this process", new BrokerProcess(Environment.ProcessId));
        if (broker.Process is { } process) CheckLimit("the broker", process);

        var rssBefore = broker.Process?.ResidentBytes;
        await WatchAsync("broker's CPU before, % of a core", s_before, null, stop);

        using var fleet = new IdleFleet(broker, options);
        await using var pings = new PingLoop(fleet.Clients, options.KeepAlive);
        pings.Start();
        await OpenAsync(fleet, stop);
        await Task.Delay(s_settling, stop);
        PrintMemory(rssBefore, fleet);

        if (options.Watch > TimeSpan.Zero)
        {
            await WatchAsync("broker's CPU with keep-alives, % of a core", options.Watch, pings, stop);
            PrintMemory(rssBefore, fleet);
        }
        if (trickle is not null && options.Filter is { } filter)
        {
            Report.Title($"{trickle.Rate} publishes a second to {trickle.Targets} of them");
            (await new TrickleRun(broker, fleet, filter, trickle).RunAsync(stop)).Print();
        }
        Report.Row("connections lost meanwhile", $"{fleet.Clients.Count(client => client is { IsLost: true }):N0}");
    }

    private void CheckLimit(string whose, BrokerProcess process)
    {
        if (process.MaxFiles >= options.Connections + OtherFiles) return;
        throw new BrokerException(
            $"{whose} may open {process.MaxFiles} files, and {options.Connections} connections need {options.Connections + OtherFiles}: raise it with ulimit -n before starting it");
    }

    private async Task OpenAsync(IdleFleet fleet, CancellationToken stop)
    {
        var brokerCpu = broker.Process?.CpuSeconds;
        var ownCpu = Environment.CpuUsage.TotalTime;
        var opening = await fleet.OpenAsync(stop);
        Report.Row("connections · a second", $"{opening.Opened:N0} · {opening.PerSecond:N0}");
        Report.Latency("due to connected", opening.Latency);
        if (opening.Failed > 0) Report.Row("failed", $"{opening.Failed:N0} ({opening.Failure})");
        if (opening.Opened == 0) throw new BrokerException("no connection stands");
        if (broker.Process?.CpuSeconds - brokerCpu is { } cpu)
        {
            Report.Row("broker's CPU a connection made, ms", $"{cpu * 1000 / opening.Opened:F3}");
        }
        Report.Row("generator's CPU a connection made, ms", $"{(Environment.CpuUsage.TotalTime - ownCpu).TotalMilliseconds / opening.Opened:F3}");
    }

    private void PrintMemory(long? before, IdleFleet fleet)
    {
        if (broker.Process is not { } process || before is not { } rssBefore) return;
        var after = process.ResidentBytes;
        var connections = fleet.Clients.Count(client => client is { IsLost: false });
        Report.Row("broker's RSS before · after, MiB", $"{rssBefore / 1048576.0:F1} · {after / 1048576.0:F1}");
        Report.Row("bytes a connection", $"{(double)(after - rssBefore) / connections:N0}");
    }

    private async Task WatchAsync(string what, TimeSpan duration, PingLoop? pings, CancellationToken stop)
    {
        var (cpu, own, sent, answered) = (broker.Process?.CpuSeconds, Environment.CpuUsage.TotalTime, pings?.Pings, pings?.Answers);
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(duration, stop);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (broker.Process?.CpuSeconds - cpu is { } used) Report.Row(what, $"{used / seconds * 100:F2}");
        if (pings is null) return;
        Report.Row("generator's CPU, % of a core", $"{(Environment.CpuUsage.TotalTime - own).TotalSeconds / seconds * 100:F2}");
        Report.Row("pings · answers", $"{pings.Pings - sent:N0} · {pings.Answers - answered:N0}");
    }
}
