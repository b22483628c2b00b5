using Microsoft.Data.Sqlite;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Check;

/// <summary>Verifies every block of the log, that none lacks, and that it reaches as far as the partitions have applied.</summary>
internal sealed class LogCheck(string data)
{
    private readonly List<FileDamage> _found = [];
    private long _last = -1;

    /// <summary>The cursor of the slowest partition that can be read; 0 without any.</summary>
    public static long LeastCursor(string data) => new LogCheck(data).Cursors().Values.DefaultIfEmpty().Min();

    public IReadOnlyList<FileDamage> Run()
    {
        var cursors = Cursors();
        foreach (var (_, path) in LogFolder.Files(LogFolder.Of(data)))
        {
            try
            {
                using var database = Database.Open(path, readOnly: true);
                var rows = database.Prepare("SELECT offset, bytes FROM blocks ORDER BY offset");
                while (rows.Step()) Look(path, database, rows.Long(0), rows.Blob(1), cursors);
            }
            catch (SqliteException)
            {
                // SQLite's own check named the page; what is behind it in this file is not looked at.
                _last = -1;
            }
        }

        var applied = cursors.Values.DefaultIfEmpty().Max();
        if (_last >= 0 && _last < applied)
        {
            var path = Relative(LogFolder.Files(LogFolder.Of(data))[^1].Path);
            _found.Add(new FileDamage(path, null, 0, $"the log ends at offset {_last}, and a partition has applied {applied}", "blocks that were acknowledged"));
        }

        return _found;
    }

    private void Look(string path, Database database, long offset, ReadOnlySpan<byte> bytes, IReadOnlyDictionary<int, long> cursors)
    {
        var needing = cursors.Where(cursor => cursor.Value < offset).Select(cursor => cursor.Key).ToList();
        var affected = needing.Count == 0 ? "nothing: every partition has applied it" : $"partitions that have not applied it: {string.Join(", ", needing)}";
        if (_last >= 0 && offset != _last + 1)
            _found.Add(new FileDamage(Relative(path), null, 0, $"offsets {_last + 1} to {offset - 1} lack", affected));
        _last = offset;
        try
        {
            _ = BlockHeader.Read(bytes);
        }
        catch (InvalidDataException exception)
        {
            _found.Add(BlobPlace.Damage(Relative(path), database, "blocks", bytes, $"{exception.Message} Offset {offset} of the log.", affected));
        }
    }

    private Dictionary<int, long> Cursors()
    {
        var cursors = new Dictionary<int, long>();
        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            try
            {
                using var database = Database.Open(SqlitePartitionStore.PathOf(Path.Combine(data, "partitions"), number), readOnly: true);
                cursors[number] = database.Prepare("SELECT cursor FROM partition").FirstLong() ?? 0;
            }
            catch (SqliteException)
            {
                // A damaged partition is told by itself.
            }
        }

        return cursors;
    }

    private string Relative(string path) => Path.GetRelativePath(data, path);
}
