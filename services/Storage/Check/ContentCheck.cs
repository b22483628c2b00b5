using System.Globalization;
using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Decodes every segment, chunk and cell of a database, and compares what it holds with what its row says of it. SQLite
/// looks at none of this; what decodes to another value of a sound form is found by recomputing the cells alone.
/// </summary>
internal static class ContentCheck
{
    /// <summary>More than this of one file says no more than that it is damaged.</summary>
    private const int MaxTold = 50;

    public static IEnumerable<FileDamage> OfPartition(string data, string path, int partition)
    {
        var readings = new List<StoredReading>();
        var codec = new ChunkCodec();
        return Tables(
            data, path,
            new Table("SELECT bytes, first_ms, last_ms, readings FROM segments", row =>
            {
                readings.Clear();
                var entries = Segment.Open(row.Blob(0)).Entries();
                while (entries.MoveNext()) Decode(entries.Chunk, codec, readings);
                Compare(row, readings);
            }, row => $"readings of partition {partition}, measured {Utc(row.Long(1))} to {Utc(row.Long(2))}"),
            new Table("SELECT bytes, first_ms, last_ms, readings, (key >> 8) & 4294967295 FROM chunks", row =>
            {
                readings.Clear();
                Decode(row.Blob(0), codec, readings);
                Compare(row, readings);
            }, row => $"readings of partition {partition}, series {row.Long(4)}, measured {Utc(row.Long(1))} to {Utc(row.Long(2))}"),
            new Table("SELECT bytes, indicator, window, start, site FROM cells", row => StoredCell.Read(row.Blob(0)), row =>
                $"a cell of partition {partition}: site {row.Int(4)}, indicator {row.Int(1)}, window {(Window)row.Int(2)}, {Utc(row.Long(3))}"),
            Packs(row => $"closed cells of partition {partition}: site {row.Int(4)}, indicator {row.Int(1)}, window {(Window)row.Int(2)}, from {Utc(row.Long(3))}"));
    }

    public static IEnumerable<FileDamage> OfAreas(string data, string path) => Tables(
        data, path,
        new Table("SELECT bytes, indicator, window, start, area FROM cells", row =>
        {
            var reader = new ByteReader(row.Blob(0));
            CellCodec.Read(ref reader);
        }, row => $"a cell of area {row.Int(4)}, indicator {row.Int(1)}, window {(Window)row.Int(2)}, {Utc(row.Long(3))}"),
        Packs(row => $"closed cells of area {row.Int(4)}, indicator {row.Int(1)}, window {(Window)row.Int(2)}, from {Utc(row.Long(3))}"));

    private static Table Packs(Func<Statement, string> affected)
    {
        var cells = new List<PackedCell>();
        return new Table("SELECT bytes, indicator, window, start, owner FROM packs", row =>
        {
            cells.Clear();
            CellPackCodec.Read(row.Blob(0), CellParts.All, cells);
        }, affected);
    }

    /// <param name="Sql">The first column is what is decoded.</param>
    /// <param name="Verify">Throws where the row is damaged.</param>
    /// <param name="Affected">What is in the row.</param>
    private sealed record Table(string Sql, Action<Statement> Verify, Func<Statement, string> Affected);

    private static List<FileDamage> Tables(string data, string path, params ReadOnlySpan<Table> tables)
    {
        var found = new List<FileDamage>();
        using var database = Database.Open(Path.Combine(data, path), readOnly: true);
        foreach (var table in tables)
        {
            try
            {
                var row = database.Prepare(table.Sql);
                while (found.Count < MaxTold && row.Step()) Verify(table, row, data, path, found);
                row.Reset();
            }
            catch (SqliteException)
            {
                // A page that cannot be read ends the walk: SQLite's own check, before this one, named it. Earlier versions
                // packed no cells.
            }
        }

        return found;
    }

    private static void Verify(Table table, Statement row, string data, string path, List<FileDamage> found)
    {
        try
        {
            table.Verify(row);
        }
        catch (Exception exception) when (Damage.Is(exception))
        {
            var bytes = row.Blob(0);
            found.Add(new FileDamage(path, BytesInFile.Find(Path.Combine(data, path), bytes), bytes.Length, exception.Message, table.Affected(row)));
        }
    }

    private static void Decode(ReadOnlySpan<byte> chunk, ChunkCodec codec, List<StoredReading> into)
    {
        var reader = new ByteReader(chunk);
        codec.Read(ref reader, into);
    }

    private static void Compare(Statement row, List<StoredReading> readings)
    {
        if (readings.Count != row.Long(3) || readings.Min(reading => reading.TimeMs) != row.Long(1) || readings.Max(reading => reading.TimeMs) != row.Long(2))
            throw new InvalidDataException($"CORRUPT: it holds {readings.Count} readings of other times than its row says.");
    }

    private static string Utc(long ms) => ms is > 0 and < 253_402_300_800_000 // of the year 10000
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : ms.ToString(CultureInfo.InvariantCulture);
}
