using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Partitions;

/// <summary>
/// Which closed cells were revised, for a sink: a note a commit, with their keys, in the commit's own transaction, until
/// the sink has them. That windows close a sink sees by itself. Some 12 bytes a revision, beside the 200 of the cell.
/// </summary>
internal sealed class RevisedCells(Database database, SinkHold hold)
{
    public const string Schema = "CREATE TABLE IF NOT EXISTS revised (id INTEGER PRIMARY KEY AUTOINCREMENT, keys BLOB NOT NULL);";

    private readonly Statement _insert = database.Prepare("INSERT INTO revised VALUES (nullif(?1, 0), ?2)");
    private readonly Statement _trim = database.Prepare("DELETE FROM revised WHERE id <= ?1");
    private ByteWriter _keys = new(256);
    private long _trimmed;

    /// <summary>Adds a cell to the note of this commit.</summary>
    /// <param name="key">Of an area's cell, its number stands for the site.</param>
    public void Add(in CellKey key)
    {
        if (hold.IsWanted) FeedKeys.Write(ref _keys, key);
    }

    /// <summary>Writes the note, and drops those that the sink has.</summary>
    /// <param name="number">The commit's, where a commit that is lost comes again under the same; else 0, for the next one.</param>
    public void Write(long number)
    {
        var through = hold.RevisedThrough;
        if (through > _trimmed) _trim.Bind(1, through).Run();
        _trimmed = through;
        if (_keys.Length == 0) return;
        _insert.Bind(1, number).Bind(2, _keys.Written).Run();
        _keys.Reset();
    }

    /// <summary>Forgets what a failed commit had noted.</summary>
    public void Clear() => _keys.Reset();
}
