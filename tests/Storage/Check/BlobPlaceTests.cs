using SmartSectors.Storage.Check;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Tests.Check;

public sealed class BlobPlaceTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("id INTEGER PRIMARY KEY, bytes BLOB", "", false)]
    [InlineData("id INTEGER PRIMARY KEY, bytes BLOB", "", true)]
    [InlineData("id INTEGER, bytes BLOB, PRIMARY KEY (id)", "WITHOUT ROWID", false)]
    [InlineData("id INTEGER, bytes BLOB, PRIMARY KEY (id)", "WITHOUT ROWID", true)]
    public void A_blob_is_found_however_long_it_is_and_whichever_others_begin_like_it(string columns, string kind, bool inWal)
    {
        var path = Path.Combine(_scratch.Path, "some.db");
        using var database = Database.Open(path);
        database.Execute($"PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; CREATE TABLE some ({columns}) {kind}");
        var random = new Random(5);
        var blobs = new List<byte[]>();
        var put = database.Prepare("INSERT INTO some VALUES (?1, ?2)");
        for (var id = 0; id < 400; id++)
        {
            // All begin alike; they differ in their last byte, too.
            var blob = new byte[id % 50 == 0 ? random.Next(20_000, 90_000) : random.Next(60, 2_000)];
            random.NextBytes(blob.AsSpan(55));
            blob[^1] = (byte)id;
            blobs.Add(blob);
            put.Bind(1, id).Bind(2, blob).Run();
        }

        if (!inWal) database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        foreach (var blob in blobs)
        {
            var place = BlobPlace.Find(database, "some", blob);
            Assert.NotNull(place);
            Assert.Equal(inWal, place.InWal);
            var first = new byte[Math.Min(blob.Length, 60)];
            using var file = new FileStream(place.InWal ? path + "-wal" : path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Position = place.Offset;
            file.ReadExactly(first);
            Assert.Equal(blob[..first.Length], first);
            Assert.InRange(place.Pages.Count, (blob.Length / 8192) - 1, (blob.Length / 8188) + 1);
        }

        Assert.Null(BlobPlace.Find(database, "some", [1, .. new byte[80]]));
        Assert.Null(BlobPlace.Find(database, "some", []));
        Assert.Null(BlobPlace.Find(database, "none", blobs[0]));
    }
}
