using System.CommandLine;
using SmartSectors.Benchmarks.Brokers.Route;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary>The options of a load: who publishes what to whom.</summary>
internal sealed class LoadOptions
{
    private readonly Option<int> _publishers = new("--publishers") { Description = "Publishing connections.", HelpName = "P", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _qos = new("--qos") { Description = "QoS of publishing, 0 to 2.", HelpName = "QOS" };
    private readonly Option<int> _topics = new("--topics") { Description = "Topics, dealt out to the publishers.", HelpName = "T", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> _topic = new("--topic") { Description = "Their names; {n} is a number of six digits.", HelpName = "TOPIC", DefaultValueFactory = _ => "bench/{n}" };
    private readonly Option<int> _payload = new("--payload") { Description = "Bytes of a message, at least 8, for the time is in it.", HelpName = "N", DefaultValueFactory = _ => 64 };
    private readonly Option<int> _subscribers = new("--subscribers") { Description = "Subscribed connections, each of which gets every message.", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _filter = new("--filter") { Description = "What they subscribe to.", HelpName = "FILTER", DefaultValueFactory = _ => "bench/#" };
    private readonly Option<int> _subscriberQos = new("--sub-qos") { Description = "QoS of their subscriptions, 0 to 2.", HelpName = "QOS" };
    private readonly Option<int> _window = new("--window") { Description = "Messages that a publisher may have unacknowledged at QoS 1 and 2.", HelpName = "W", DefaultValueFactory = _ => 100 };
    private readonly Option<double?> _rate = new("--rate") { Description = "Messages a second over all publishers. [default: as fast as they go]", HelpName = "R" };
    private readonly Option<long?> _lead = new("--lead") { Description = "Messages that the publishers may be ahead of the subscribers, to measure delivering where a broker drops what is not taken in time; losses end it. [default: any number]", HelpName = "N" };
    private readonly Option<double> _warmUp = new("--warm-up") { Description = "Seconds of the same load before, not counted.", HelpName = "T", DefaultValueFactory = _ => 5 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Seconds of publishing; then it waits until everything has arrived.", HelpName = "T", DefaultValueFactory = _ => 20 };

    public void AddTo(Command command)
    {
        foreach (var qos in new[] { _qos, _subscriberQos }) qos.AcceptOnlyFromAmong("0", "1", "2");
        AtLeast.Apply(8, _payload);
        AtLeast.Apply(1, _publishers, _topics, _window);
        foreach (var option in new Option[]
        {
            _publishers, _qos, _topics, _topic, _payload, _subscribers, _filter, _subscriberQos, _window, _rate, _lead, _warmUp, _seconds,
        })
        {
            command.Add(option);
        }
    }

    public RouteOptions Read(ParseResult parsed) => new()
    {
        Publishers = parsed.GetValue(_publishers),
        Qos = (QualityOfService)parsed.GetValue(_qos),
        Topics = parsed.GetValue(_topics),
        TopicTemplate = parsed.GetValue(_topic)!,
        PayloadBytes = parsed.GetValue(_payload),
        Subscribers = parsed.GetValue(_subscribers),
        Filter = parsed.GetValue(_filter)!,
        SubscriberQos = (QualityOfService)parsed.GetValue(_subscriberQos),
        Window = parsed.GetValue(_window),
        Rate = parsed.GetValue(_rate),
        Lead = parsed.GetValue(_lead),
        WarmUp = TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
        Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
    };
}
