namespace SmartSectors.Telemetry.Decoding;

/// <summary>What a decoder takes from one message before it refuses the whole.</summary>
public sealed record DecodeLimits
{
    /// <summary>10,000 readings by default; one more and the message is refused as too many.</summary>
    public int MaxReadings { get; init; } = 10_000;

    /// <summary>64 levels inside one sample by default; deeper nesting makes the message malformed.</summary>
    public int MaxDepth { get; init; } = 64;
}
