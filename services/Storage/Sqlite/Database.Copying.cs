using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmartSectors.Storage.Sqlite;

internal sealed partial class Database
{
    /// <summary>So many pages between two looks at the cancellation: some megabytes.</summary>
    private const int PagesAtOnce = 512;

    /// <summary>
    /// Copies a database, whoever writes to it meanwhile, by SQLite's own backup: as it is at one moment, for the source is
    /// read in one transaction. The target is one file, without a WAL beside it, and is on the disk when this returns.
    /// Throws <see cref="InvalidDataException"/> where the source is damaged.
    /// </summary>
    /// <param name="copied">Told how many bytes were copied since it was told last.</param>
    public static void Copy(string source, string target, Action<long> copied, CancellationToken cancellationToken)
    {
        try
        {
            using (var from = Open(source, readOnly: true))
            using (var to = Open(target))
            {
                // Nobody reads the target before it is whole: it needs no journal, and one flush at the end.
                to.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
                from.Execute("BEGIN; SELECT count(*) FROM sqlite_schema");
                to.TakeAll(from, copied, cancellationToken);
                to.Execute("PRAGMA journal_mode = DELETE");
                if (to.FindDamage() is { } damage) throw new InvalidDataException($"CORRUPT: {source}: {damage}");
            }
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            throw new InvalidDataException($"CORRUPT: {source}: {exception.Message}", exception);
        }

        using var written = new FileStream(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    private void TakeAll(Database from, Action<long> copied, CancellationToken cancellationToken)
    {
        var pageBytes = from.Prepare("PRAGMA page_size").FirstLong() ?? 0;
        using var backup = raw.sqlite3_backup_init(_handle, "main", from._handle, "main");
        if (backup is null || backup.IsInvalid) throw Error(raw.sqlite3_errcode(_handle));

        for (var left = -1; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var code = raw.sqlite3_backup_step(backup, PagesAtOnce);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE)) throw Error(code);

            var before = left < 0 ? raw.sqlite3_backup_pagecount(backup) : left;
            left = raw.sqlite3_backup_remaining(backup);
            copied((before - left) * pageBytes);
            if (code == raw.SQLITE_DONE) return;
        }
    }

    /// <summary>What SQLite finds wrong with the structure of the file, or null; the content of its blobs is not looked at.</summary>
    private string? FindDamage()
    {
        var check = Prepare("PRAGMA quick_check(1)");
        if (!check.Step()) return null;
        var said = check.Text(0);
        check.Reset();
        return said == "ok" ? null : said;
    }
}
