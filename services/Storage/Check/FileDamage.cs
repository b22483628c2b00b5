namespace SmartSectors.Storage.Check;

/// <summary>A part of a file that is not what was written.</summary>
/// <param name="File">In the data directory.</param>
/// <param name="Offset">Of its first byte in the file; null where it cannot be told, as of what lacks.</param>
/// <param name="Bytes">How many from there; 0 where it cannot be told.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Affected">What of the platform's is in it.</param>
public sealed record FileDamage(string File, long? Offset, long Bytes, string What, string Affected)
{
    /// <summary>The offset is in the WAL beside the file (<c>NAME-wal</c>), where a stop left it or a platform runs.</summary>
    public bool IsInWal { get; init; }
}
