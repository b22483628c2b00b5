using SQLitePCL;

namespace SmartSectors.Storage.Sqlite;

/// <summary>A stored blob that is read in parts, so that a large one need not be read whole.</summary>
internal sealed class Blob(Database database, sqlite3_blob handle) : IDisposable
{
    public void Read(Span<byte> into, int offset)
    {
        var code = raw.sqlite3_blob_read(handle, into, offset);
        if (code != raw.SQLITE_OK) throw database.Error(code);
    }

    public void Dispose() => handle.Dispose();
}
