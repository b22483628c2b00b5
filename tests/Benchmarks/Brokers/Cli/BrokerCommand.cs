using System.CommandLine;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary>Loads for any MQTT broker, ours or another, over raw sockets.</summary>
internal sealed class BrokerCommand : RootCommand
{
    public BrokerCommand() : base("Measure an MQTT broker, ours or another, over raw sockets. Linux only: CPU and memory are read from /proc.")
    {
        Add(new RouteCommand());
        Add(new IdleCommand(isTrickle: false));
        Add(new IdleCommand(isTrickle: true));
        Add(new CompareCommand());
    }
}
