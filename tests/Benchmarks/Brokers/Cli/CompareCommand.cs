using System.CommandLine;
using SmartSectors.Benchmarks.Brokers.Compare;
using SmartSectors.Benchmarks.Brokers.Idle;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary><c>broker compare</c>: whether idle subscribers slow down a publish to somebody else.</summary>
internal sealed class CompareCommand : Command
{
    private readonly TargetOptions _target = new();
    private readonly LoadOptions _load = new();
    private readonly Option<int> _idle = new("--idle") { Description = "Idle subscribers, each with a filter of its own (idle/{n}/commands). Broker and generator must be allowed as many files: ulimit -n.", HelpName = "N", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds of one run without and one with them.", HelpName = "N", DefaultValueFactory = _ => 4 };

    public CompareCommand() : base("compare", "The same load with and without idle subscribers, in interleaved rounds.")
    {
        _target.AddTo(this);
        _load.AddTo(this);
        Add(_idle);
        Add(_rounds);
        SetAction((parsed, stop) => _target.RunAsync(
            parsed,
            broker => new CompareRun(broker, _load.Read(parsed), Idle(parsed), parsed.GetValue(_rounds)).RunAsync(stop)));
    }

    private IdleOptions Idle(ParseResult parsed) => new()
    {
        Connections = parsed.GetValue(_idle),
        Rate = 2000,
        KeepAlive = TimeSpan.FromHours(1), // longer than a round, so that nobody pings
        Filter = "idle/{n}/commands",
        Watch = TimeSpan.Zero,
    };
}
