namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>What a birth said of one metric; DATA messages carry its alias alone.</summary>
/// <param name="IsControl">bdSeq and the controls under <c>Node Control/</c> and <c>Device Control/</c> are no readings.</param>
internal sealed record BornMetric(BornDevice Device, byte[] Name, byte[] Unit, SparkplugType Type, bool IsControl)
{
    /// <summary>Whether the name is the specification's own (Sparkplug 3.0 §6.4: bdSeq, Node Control, Device Control).</summary>
    public static bool IsControlName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("bdSeq"u8) || name.StartsWith("Node Control/"u8) || name.StartsWith("Device Control/"u8);
}
