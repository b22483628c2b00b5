using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Partitions;

/// <summary>The one row that says where a partition stands.</summary>
/// <param name="Scalars">As the partition wrote them.</param>
/// <param name="Frontiers">The windows that begin before these are closed, by window.</param>
internal readonly record struct PartitionHead(int Format, long CommitNumber, long Cursor, byte[] Scalars, long[] Frontiers)
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public static Statement Prepare(Database database) =>
        database.Prepare($"SELECT head, {RowSum.Of(database, "partition")}, format, commit_number, cursor, frontiers FROM partition");

    /// <summary>Null before the first commit.</summary>
    public static PartitionHead? Read(Statement row)
    {
        if (!row.Step()) return null;
        var stored = row.Blob(5);
        var frontiers = new long[stored.Length / sizeof(long)];
        for (var i = 0; i < frontiers.Length; i++) frontiers[i] = BinaryPrimitives.ReadInt64LittleEndian(stored[(i * sizeof(long))..]);
        var (commit, cursor) = (row.Long(3), row.Long(4));
        var head = new PartitionHead(row.Int(2), commit, cursor, row.Verified(0, 1, [commit, cursor, .. frontiers]).ToArray(), frontiers);
        row.Reset();
        return head;
    }

    /// <summary>Writes a commit's, in its transaction.</summary>
    public static void Write(Statement row, PartitionCommit commit) =>
        row.Bind(1, PartitionSchema.Format).Bind(2, commit.Number).Bind(3, commit.Cursor).Bind(4, commit.Head)
            .Bind(5, MemoryMarshal.AsBytes<long>(commit.Frontiers)).Bind(6, RowSum.Of(commit.Head, [commit.Number, commit.Cursor, .. commit.Frontiers])).Run();
}
