namespace SmartSectors.Grains;

/// <summary>
/// Durable numbers of devices and of site shards: the index in the partition times 64, plus the partition. So a number
/// tells its partition, and the partition finds its state without a map. Zero is never given: index 0 is left out.
/// </summary>
public static class Numbers
{
    /// <summary>Logical partitions, for ever: keys are never hashed anew.</summary>
    public const int PartitionCount = 64;

    /// <summary>No device: what a rejection is charged to that no device can be charged with.</summary>
    public const uint None = 0;

    public static uint Of(int partition, int index) => ((uint)index << 6) | (uint)partition;

    public static int PartitionOf(uint number) => (int)(number & 63);

    public static int IndexOf(uint number) => (int)(number >> 6);

    /// <summary>
    /// The home partition of a key (a site's id, or a device's for a large site): FNV-1a over its UTF-8 bytes, folded.
    /// Durable: changing it would move every site.
    /// </summary>
    public static int PartitionOfKey(ReadOnlySpan<byte> key)
    {
        var hash = 2166136261u;
        foreach (var b in key) hash = (hash ^ b) * 16777619u;
        return (int)((hash ^ (hash >> 16)) & 63);
    }
}
