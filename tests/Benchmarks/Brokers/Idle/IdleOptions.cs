using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>How many connections do nothing, and how they do it.</summary>
internal sealed record IdleOptions
{
    public required int Connections { get; init; }

    /// <summary>New connections a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Each connection pings this often, and the broker is told so.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>One subscription for each, "{n}" being the connection's number; null for none.</summary>
    public string? Filter { get; init; }

    public QualityOfService SubscriberQos { get; init; }

    /// <summary>The broker keeps the sessions when the connections end.</summary>
    public bool KeepSessions { get; init; }

    /// <summary>How long the broker's CPU is watched while there are only keep-alives.</summary>
    public required TimeSpan Watch { get; init; }
}
