using System.CommandLine;
using SmartSectors.Benchmarks.Brokers.Idle;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary>
/// <c>broker idle</c>: what connections cost that do nothing; <c>broker trickle</c>: how fast a few of them get messages.
/// </summary>
internal sealed class IdleCommand : Command
{
    private const string Files = "Broker and generator must each be allowed as many files and some more: ulimit -n (hard: ulimit -Hn) in the shells that start them.";

    private readonly TargetOptions _target = new();
    private readonly Option<int> _connections = new("--connections") { Description = $"Connections, from 127.0.0.1, 127.0.0.2 … for every 4,000, where the broker is on this machine. {Files}", HelpName = "N", DefaultValueFactory = _ => 10_000 };
    private readonly Option<double> _connectRate = new("--connect-rate") { Description = "New connections a second.", HelpName = "R", DefaultValueFactory = _ => 2000 };
    private readonly Option<int> _keepAlive = new("--keep-alive") { Description = "Seconds between two pings of a connection; those of all are spread evenly.", HelpName = "T", DefaultValueFactory = _ => 60 };
    private readonly Option<string?> _subscribe = new("--subscribe") { Description = "A subscription for each; {n} is its number in six digits.", HelpName = "FILTER" };
    private readonly Option<int> _subscriberQos = new("--sub-qos") { Description = "QoS of the subscriptions, 0 to 2.", HelpName = "QOS" };
    private readonly Option<bool> _keepSessions = new("--keep-sessions") { Description = "The broker keeps the sessions afterwards (MQTT 5: for an hour)." };
    private readonly Option<double> _watch = new("--watch") { Description = "Seconds to watch the broker's CPU while there are only keep-alives.", HelpName = "T" };
    private readonly Option<double?> _trickle = new("--trickle") { Description = "Then publish so many messages a second to some of them; needs --subscribe.", HelpName = "R" };
    private readonly Option<int> _targets = new("--targets") { Description = "How many of them get the messages.", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly Option<int> _qos = new("--qos") { Description = "QoS of these messages, 0 to 2.", HelpName = "QOS" };
    private readonly Option<int> _payload = new("--payload") { Description = "Their bytes, at least 8.", HelpName = "N", DefaultValueFactory = _ => 64 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Seconds of these messages.", HelpName = "T", DefaultValueFactory = _ => 30 };

    public IdleCommand(bool isTrickle) : base(
        isTrickle ? "trickle" : "idle",
        isTrickle
            ? "Messages to a few of many idle subscribers: latency. As idle with --subscribe, --trickle and no --watch."
            : "Connections that do nothing: how fast they are made, the broker's memory for each, its CPU for their keep-alives.")
    {
        _subscribe.DefaultValueFactory = _ => isTrickle ? "idle/{n}/commands" : null;
        _watch.DefaultValueFactory = _ => isTrickle ? 0 : 60;
        _trickle.DefaultValueFactory = _ => isTrickle ? 2000 : null;
        foreach (var qos in new[] { _qos, _subscriberQos }) qos.AcceptOnlyFromAmong("0", "1", "2");
        AtLeast.Apply(8, _payload);
        AtLeast.Apply(1, _connections, _keepAlive, _targets);
        _target.AddTo(this);
        foreach (var option in new Option[]
        {
            _connections, _connectRate, _keepAlive, _subscribe, _subscriberQos, _keepSessions, _watch, _trickle, _targets, _qos,
            _payload, _seconds,
        })
        {
            Add(option);
        }
        SetAction((parsed, stop) => _target.RunAsync(
            parsed, broker => new IdleRun(broker, Idle(parsed), Trickle(parsed)).RunAsync(stop)));
    }

    private IdleOptions Idle(ParseResult parsed) => new()
    {
        Connections = parsed.GetValue(_connections),
        Rate = parsed.GetValue(_connectRate),
        KeepAlive = TimeSpan.FromSeconds(parsed.GetValue(_keepAlive)),
        Filter = parsed.GetValue(_subscribe),
        SubscriberQos = (QualityOfService)parsed.GetValue(_subscriberQos),
        KeepSessions = parsed.GetValue(_keepSessions),
        Watch = TimeSpan.FromSeconds(parsed.GetValue(_watch)),
    };

    private TrickleOptions? Trickle(ParseResult parsed) => parsed.GetValue(_trickle) is not { } rate ? null : new TrickleOptions
    {
        Rate = rate,
        Targets = parsed.GetValue(_targets),
        Qos = (QualityOfService)parsed.GetValue(_qos),
        PayloadBytes = parsed.GetValue(_payload),
        Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
    };
}
