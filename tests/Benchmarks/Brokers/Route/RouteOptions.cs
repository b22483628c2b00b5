using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>How much is published by whom, and who receives it.</summary>
internal sealed record RouteOptions
{
    public required int Publishers { get; init; }

    public required QualityOfService Qos { get; init; }

    /// <summary>Dealt out to the publishers in turn; where there are fewer topics, publishers share them.</summary>
    public required int Topics { get; init; }

    /// <summary>"{n}" stands for the topic's number in six digits.</summary>
    public required string TopicTemplate { get; init; }

    /// <summary>At least 8, for the time.</summary>
    public required int PayloadBytes { get; init; }

    public required int Subscribers { get; init; }

    public required string Filter { get; init; }

    public required QualityOfService SubscriberQos { get; init; }

    /// <summary>Publishes a publisher may have unacknowledged, where the broker does not allow fewer.</summary>
    public required int Window { get; init; }

    /// <summary>Messages a second over all publishers; null for as fast as they go.</summary>
    public double? Rate { get; init; }

    /// <summary>Messages that publishers may be ahead of the subscribers; null for any number.</summary>
    public long? Lead { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Duration { get; init; }
}
