using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>A few of the idle clients get messages.</summary>
internal sealed record TrickleOptions
{
    /// <summary>Publishes a second, over all targets.</summary>
    public required double Rate { get; init; }

    /// <summary>Clients that get them in turn.</summary>
    public required int Targets { get; init; }

    public required QualityOfService Qos { get; init; }

    public required int PayloadBytes { get; init; }

    public required TimeSpan Duration { get; init; }
}
