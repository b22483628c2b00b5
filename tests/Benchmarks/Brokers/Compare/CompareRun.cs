using SmartSectors.Benchmarks.Brokers.Idle;
using SmartSectors.Benchmarks.Brokers.Measuring;
using SmartSectors.Benchmarks.Brokers.Route;

namespace SmartSectors.Benchmarks.Brokers.Compare;

/// <summary>
/// The same load with and without idle subscribers, in turn and with the order changing, so that what the machine does
/// meanwhile meets both alike.
/// </summary>
internal sealed class CompareRun(BrokerTarget broker, RouteOptions route, IdleOptions idle, int rounds)
{
    /// <exception cref="BrokerException">The broker cannot be reached, refused, or closed a connection.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds && !stop.IsCancellationRequested; round++)
        {
            var idleFirst = round % 2 == 1;
            if (idleFirst) with.Add(await WithAsync(stop));
            without.Add(await PublishAsync("none", stop));
            if (!idleFirst) with.Add(await WithAsync(stop));
        }
        Report.Row("median a second: none · idle subscribers", $"{Median(without):N0} · {Median(with):N0}");
        Report.Row("ratio", $"{Median(with) / Median(without):F3}");
    }

    private async Task<double> WithAsync(CancellationToken stop)
    {
        using var fleet = new IdleFleet(broker, idle);
        var opening = await fleet.OpenAsync(stop);
        if (opening.Failed > 0) throw new BrokerException($"{opening.Failed} idle subscribers could not connect: {opening.Failure}");
        return await PublishAsync("idle subscribers", stop);
    }

    private async Task<double> PublishAsync(string what, CancellationToken stop)
    {
        var result = await new RouteRun(broker, route).RunAsync(stop);
        var perSecond = result.Expected > 0 ? result.ReceivedPerSecond : result.PublishedPerSecond;
        var cpu = result.BrokerCpuSeconds / result.Messages * 1e6;
        Report.Row($"{what}: a second · CPU-s a million · lost", $"{perSecond:N0} · {cpu:F2} · {result.Expected - (result.Expected > 0 ? result.Came.Received : 0):N0}");
        return perSecond;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
