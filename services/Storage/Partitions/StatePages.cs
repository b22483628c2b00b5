using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Partitions;

/// <summary>Reads a partition's pages of state.</summary>
internal sealed class StatePages(Database database)
{
    private readonly Statement _page = database.Prepare($"SELECT bytes, {RowSum.Of(database, "pages")}, commit_number FROM pages WHERE kind = ?1 AND number = ?2");

    /// <summary>A page as it was last written.</summary>
    public byte[] Read(StatePageKind kind, int number)
    {
        if (!_page.Bind(1, (int)kind).Bind(2, number).Step())
            throw new InvalidDataException($"CORRUPT: {database.Path} lacks page {number} of its {kind}.");
        var bytes = _page.Verified(0, 1, (long)kind, number, _page.Long(2)).ToArray();
        _page.Reset();
        return bytes;
    }

    public static long SumOf(in StatePage page) => RowSum.Of(page.Bytes.Span, (long)page.Kind, page.Number, page.CommitNumber);
}
