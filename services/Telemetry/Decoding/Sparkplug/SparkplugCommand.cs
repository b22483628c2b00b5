namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>What the platform tells an edge node: to introduce itself again.</summary>
public static class SparkplugCommand
{
    /// <summary><c>spBv1.0/{group}/NCMD/{node}</c>, to be published at QoS 0 and not retained (Sparkplug 3.0 §6.4.20).</summary>
    public static byte[] Topic(ReadOnlySpan<byte> group, ReadOnlySpan<byte> node) =>
        [.. "spBv1.0/"u8, .. group, .. "/NCMD/"u8, .. node];

    /// <summary>Payload{timestamp=1, metrics=2: Metric{name=1 "Node Control/Rebirth", timestamp=3, datatype=4 Boolean, boolean_value=14 true}}.</summary>
    public static byte[] Rebirth(long nowMs)
    {
        const int Boolean = 11;
        var name = "Node Control/Rebirth"u8;

        List<byte> metric = [Tag(1, 2), (byte)name.Length, .. name];
        metric.Add(Tag(3, 0));
        AddVarint(metric, (ulong)nowMs);
        metric.AddRange([Tag(4, 0), Boolean, Tag(14, 0), 1]);

        List<byte> payload = [Tag(1, 0)];
        AddVarint(payload, (ulong)nowMs);
        payload.AddRange([Tag(2, 2), (byte)metric.Count, .. metric]); // some 36 bytes, so one byte of length
        return [.. payload];
    }

    private static byte Tag(int field, int wireType) => (byte)((field << 3) | wireType);

    private static void AddVarint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
