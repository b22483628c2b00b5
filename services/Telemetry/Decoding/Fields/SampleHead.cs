namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>What a decoder knows of a sample's fields in common.</summary>
public readonly ref struct SampleHead
{
    /// <summary>The device's name as the source has it, UTF-8; empty for the connected client itself.</summary>
    public ReadOnlySpan<byte> Device { get; init; }

    /// <summary>The kind of device as the source has it (ChirpStack's device profile), a hint for the choice of a profile; may be empty.</summary>
    public ReadOnlySpan<byte> Model { get; init; }

    /// <summary>When the values were measured, by the message.</summary>
    public SourceTime Time { get; init; }

    /// <summary>When the gateway heard the device, by the message.</summary>
    public SourceTime GatewayTime { get; init; }

    public FieldTraits Traits { get; init; }
}
