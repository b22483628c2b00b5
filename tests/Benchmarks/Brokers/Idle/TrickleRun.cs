using SmartSectors.Benchmarks.Brokers.Route;
using SmartSectors.Benchmarks.Brokers.Wire;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>One publisher sends to the topics that a few of the idle clients have subscribed to.</summary>
internal sealed class TrickleRun(BrokerTarget broker, IdleFleet fleet, string filter, TrickleOptions options)
{
    private const int Window = 1000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);

    /// <exception cref="BrokerException">The broker closed a connection, or too few clients stand.</exception>
    public async Task<RouteResult> RunAsync(CancellationToken stop)
    {
        var targets = Targets();
        var topics = targets.Select(target => TopicTemplates.Fill(filter, target.Number)).ToList();
        // From now on the subscribers' thread alone reads them; the ping loop goes on pinging them. The fleet owns the sockets.
        foreach (var (_, client) in targets) client.IsReadElsewhere = true;
        var subscribers = targets.Select(target => new Subscriber(
            target.Client.Socket, broker.Version, new FrameBuffer((64 * 1024) + (2 * options.PayloadBytes)))).ToList();

        using var publisher = new Publisher(
            broker, "bench-trickle", new PublishBlock(broker.Version, options.Qos, topics, options.PayloadBytes), Window);
        await using var receiving = new SubscribeLoop(subscribers, gathers: false);
        receiving.Start();
        var phase = new RoutePhase([publisher], receiving, options.Rate, lead: null, copies: 1, broker.Process);
        await phase.RunAsync(s_warmUp, stop);
        return await phase.RunAsync(options.Duration, stop);
    }

    private List<(int Number, IdleClient Client)> Targets()
    {
        var targets = new List<(int, IdleClient)>();
        for (var i = 0; i < options.Targets; i++)
        {
            var number = (int)((long)i * fleet.Clients.Count / options.Targets); // spread over all
            if (fleet.Clients[number] is { IsLost: false } client) targets.Add((number, client));
        }
        return targets.Count > 0 ? targets : throw new BrokerException("none of the targets is connected");
    }
}
