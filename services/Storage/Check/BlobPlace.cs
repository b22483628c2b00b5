using System.Globalization;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Check;

/// <summary>Where a stored blob lies, which SQLite does not tell.</summary>
/// <param name="InWal">The offset is in the WAL beside the file.</param>
/// <param name="Offset">Of its first byte.</param>
/// <param name="Pages">The database's pages that it goes on in, in their order; none where it lies in one page.</param>
internal sealed record BlobPlace(bool InWal, long Offset, IReadOnlyList<uint> Pages)
{
    /// <summary>A row of a table that has these very bytes; null where there is none any more.</summary>
    public static BlobPlace? Find(Database database, string table, ReadOnlySpan<byte> bytes)
    {
        if (database.Prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?1").Bind(1, table).FirstLong() is not { } root) return null;
        using var pages = new PagesOfFile(database.Path);
        return new TreeWalk(pages, bytes).Find((uint)root);
    }

    /// <summary>What is wrong with it, as a check tells it.</summary>
    public static FileDamage Damage(string path, Database database, string table, ReadOnlySpan<byte> bytes, string what, string affected) =>
        Find(database, table, bytes) is { } place
            ? new FileDamage(path, place.Offset, bytes.Length, what + place.Further(), affected) { IsInWal = place.InWal }
            : new FileDamage(path, null, bytes.Length, what, affected);

    // "It goes on in pages 12-140, 162."
    private string Further()
    {
        if (Pages.Count == 0) return "";
        var runs = new List<(uint First, uint Last)>();
        foreach (var page in Pages)
        {
            if (runs.Count > 0 && runs[^1].Last + 1 == page) runs[^1] = (runs[^1].First, page);
            else runs.Add((page, page));
        }

        return string.Create(CultureInfo.InvariantCulture, $" It goes on in pages {string.Join(", ", runs.Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}"))}.");
    }
}
