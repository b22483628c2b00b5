namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>What is special about a sample.</summary>
[Flags]
public enum FieldTraits : byte
{
    None = 0,

    /// <summary>Kept back by the source and sent late: stored, but it must not move the live value.</summary>
    Historical = 1,

    /// <summary>The state with which a source introduces itself (a Sparkplug birth): values may be older than the message.</summary>
    Birth = 2,
}
