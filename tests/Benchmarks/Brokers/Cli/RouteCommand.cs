using System.CommandLine;
using SmartSectors.Benchmarks.Brokers.Route;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary><c>broker route</c>: how many messages pass, at what delay and cost.</summary>
internal sealed class RouteCommand : Command
{
    private readonly TargetOptions _target = new();
    private readonly LoadOptions _load = new();

    public RouteCommand() : base("route", "Publishers to subscribers, flat out or at a rate: messages a second, losses, latency, CPU-seconds a million.")
    {
        _target.AddTo(this);
        _load.AddTo(this);
        SetAction((parsed, stop) => _target.RunAsync(
            parsed, async broker => (await new RouteRun(broker, _load.Read(parsed)).RunAsync(stop)).Print()));
    }
}
