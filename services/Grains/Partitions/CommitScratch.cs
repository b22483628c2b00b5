using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Partitions;

/// <summary>The buffers that a commit is made in: filled and written within one call, so one a worker is enough, and 64 partitions need not hold a megabyte each.</summary>
internal sealed class CommitScratch
{
    [ThreadStatic]
    private static CommitScratch? t_current;

    // Fields: structs that are written through.
    public ByteWriter Delta = new(64 * 1024);
    public ByteWriter Page = new(64 * 1024);

    public static CommitScratch Current => t_current ??= new CommitScratch();
}
