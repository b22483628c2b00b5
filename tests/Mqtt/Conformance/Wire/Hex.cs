namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

internal static class Hex
{
    /// <summary>"C3 28" as two bytes.</summary>
    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
