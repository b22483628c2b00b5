namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>Opens publishers and subscribers, and runs the same load twice: to warm up, and to measure.</summary>
internal sealed class RouteRun(BrokerTarget broker, RouteOptions options)
{
    /// <exception cref="BrokerException">The broker cannot be reached, refused, or closed a connection.</exception>
    public async Task<RouteResult> RunAsync(CancellationToken stop)
    {
        var subscribers = new List<Subscriber>();
        var publishers = new List<Publisher>();
        try
        {
            for (var i = 0; i < options.Subscribers; i++)
            {
                subscribers.Add(Subscriber.Open(
                    broker, $"bench-sub-{i}", options.Filter, options.SubscriberQos, options.PayloadBytes));
            }
            for (var i = 0; i < options.Publishers; i++)
            {
                var block = new PublishBlock(broker.Version, options.Qos, Topics(i), options.PayloadBytes);
                publishers.Add(new Publisher(broker, $"bench-pub-{i}", block, options.Window));
            }

            await using var receiving = new SubscribeLoop(subscribers, gathers: options.Rate is null);
            receiving.Start();
            var phase = new RoutePhase(publishers, receiving, options.Rate, options.Lead, options.Subscribers, broker.Process);
            if (options.WarmUp > TimeSpan.Zero) await phase.RunAsync(options.WarmUp, stop);
            return await phase.RunAsync(options.Duration, stop);
        }
        finally
        {
            foreach (var publisher in publishers) publisher.Dispose();
            foreach (var subscriber in subscribers) subscriber.Dispose();
        }
    }

    private string[] Topics(int publisher)
    {
        var numbers = Enumerable.Range(0, options.Topics).Where(topic => topic % options.Publishers == publisher).ToList();
        if (numbers.Count == 0) numbers.Add(publisher % options.Topics);
        return [.. numbers.Select(number => TopicTemplates.Fill(options.TopicTemplate, number))];
    }
}
