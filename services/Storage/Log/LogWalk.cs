using SmartSectors.Grains.Log;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Log;

/// <summary>Walks over the blocks of a log's files, of a platform that is stopped or runs, and verifies each.</summary>
internal static class LogWalk
{
    /// <param name="Readings">In all its sections.</param>
    public readonly record struct Block(string Path, long Offset, long ReceiptMs, int Readings);

    /// <summary>
    /// Every block in order. Throws <see cref="InvalidDataException"/> at one that is damaged or lacks: offsets follow each
    /// other without a gap.
    /// </summary>
    public static IEnumerable<Block> Over(IEnumerable<(long FirstOffset, string Path)> files)
    {
        var last = -1L;
        foreach (var (_, path) in files)
        {
            using var database = Database.Open(path, readOnly: true);
            var rows = database.Prepare("SELECT offset, bytes FROM blocks ORDER BY offset");
            while (rows.Step())
            {
                var offset = rows.Long(0);
                if (last >= 0 && offset != last + 1) throw new InvalidDataException($"CORRUPT: the log lacks offsets {last + 1} to {offset - 1}, before {path}.");
                last = offset;
                yield return Read(path, offset, rows.Blob(1));
            }
        }
    }

    private static Block Read(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var header = BlockHeader.Read(bytes);
            return new Block(path, offset, header.ReceiptMs, BlockSection.CountReadings(bytes, header.SectionCount));
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{exception.Message} {path}, offset {offset}.", exception);
        }
    }
}
