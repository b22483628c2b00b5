using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Influx;

/// <summary>The notes of revised cells in a store. Not thread-safe.</summary>
internal sealed class RevisionView : IDisposable
{
    // Commits at once: after a long outage a step stays of a bounded size.
    private const int NotesAtOnce = 100;

    private readonly Database _database;
    private readonly Statement _notes;

    private RevisionView(Database database)
    {
        _database = database;
        _notes = database.Prepare("SELECT id, keys FROM revised WHERE id > ?1 ORDER BY id LIMIT ?2");
    }

    /// <summary>Null while the store has not been made yet.</summary>
    public static RevisionView? TryOpen(string path)
    {
        if (!File.Exists(path)) return null;
        var database = Database.Open(path, readOnly: true);
        using var made = database.Prepare("SELECT count(*) FROM sqlite_master WHERE name = 'revised'");
        if (made.FirstLong() > 0) return new RevisionView(database);
        database.Dispose();
        return null;
    }

    /// <summary>The greatest number that a note ever had; of a store that was put back to an earlier state it is less than what was sent.</summary>
    public long LastNumber
    {
        get
        {
            using var last = _database.Prepare("SELECT seq FROM sqlite_sequence WHERE name = 'revised'");
            return last.FirstLong() ?? 0;
        }
    }

    /// <summary>The cells of the notes after one, each once, and the last of the notes; <paramref name="after"/> where there are none.</summary>
    public (HashSet<CellKey> Keys, long Through) After(long after)
    {
        var keys = new HashSet<CellKey>();
        var through = after;
        _notes.Bind(1, after).Bind(2, NotesAtOnce);
        while (_notes.Step())
        {
            through = _notes.Long(0);
            var reader = new ByteReader(_notes.Blob(1));
            while (reader.Remaining > 0) keys.Add(FeedKeys.Read(ref reader));
        }

        return (keys, through);
    }

    public void Dispose() => _database.Dispose();
}
