namespace SmartSectors.Mqtt.Fuzz;

/// <summary>How long to go on, and with what.</summary>
internal sealed record FuzzOptions
{
    public required int Seed { get; init; }

    /// <summary>Threads that share the server. One throws the same sessions again for the same seed; more race.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The run ends when the server was sent as many.</summary>
    public long Packets { get; init; } = long.MaxValue;

    /// <summary>The run ends after this.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.MaxValue;

    /// <summary>Where progress is told; null for nowhere.</summary>
    public Action<string>? Tell { get; init; }
}
