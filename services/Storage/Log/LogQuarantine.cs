using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Log;

/// <summary>Orders a quarantine in the data directory of a platform that is stopped; its next start honours it.</summary>
public sealed class LogQuarantine(StorageOptions options) : ILogQuarantine
{
    private readonly string _folder = Path.Combine(options.DataDirectory, "log");

    public ValueTask<QuarantineOutcome> QuarantineAsync(int partition, long offset, CancellationToken cancellationToken)
    {
        if (partition is < 0 or >= Numbers.PartitionCount || !HoldsSection(partition, offset))
            return ValueTask.FromResult(QuarantineOutcome.NoSuchBlock);
        if (offset <= CursorOf(partition)) return ValueTask.FromResult(QuarantineOutcome.AlreadyApplied);

        QuarantineOrders.Add(_folder, partition, offset);
        return ValueTask.FromResult(QuarantineOutcome.Booked);
    }

    private bool HoldsSection(int partition, long offset)
    {
        // The last file that begins at or before the offset.
        var path = LogFolder.Files(_folder).LastOrDefault(file => file.FirstOffset <= offset).Path;
        if (path is null) return false;

        using var database = Database.Open(path, readOnly: true);
        var block = database.Prepare("SELECT bytes FROM blocks WHERE offset = ?1").Bind(1, offset);
        if (!block.Step()) return false;

        var bytes = block.Blob(0).ToArray();
        var sections = BlockHeader.Read(bytes).SectionCount;
        return Enumerable.Range(0, sections).Any(i => BlockSection.At(bytes, i).Partition == partition);
    }

    private long CursorOf(int partition)
    {
        using var database = Database.Open(SqlitePartitionStore.PathOf(Path.Combine(options.DataDirectory, "partitions"), partition), readOnly: true);
        return database.Prepare("SELECT cursor FROM partition").FirstLong() ?? 0;
    }
}
