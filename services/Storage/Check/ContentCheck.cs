using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Verifies the checksum of every stored blob of a database (<see cref="RowSum"/>), decodes every segment, chunk and cell, and
/// compares what it holds with what its row says of it. SQLite looks at none of this; in rows of earlier versions, which have
/// no checksum, what decodes to another value of a sound form is found by recomputing the cells alone.
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
            new Table("segments", "bytes", "id, first_ms, last_ms, readings", row => row.IsSound(0, 1, row.Long(2)), (row, bytes) =>
            {
                readings.Clear();
                var entries = Segment.Open(bytes).Entries();
                while (entries.MoveNext()) Unpack(entries.Chunk, codec, readings);
                Compare(row, readings);
            }, row => $"readings of partition {partition}, measured {Utc(row.Long(3))} to {Utc(row.Long(4))}"),
            new Table("chunks", "bytes", "key, first_ms, last_ms, readings", row => row.IsSound(0, 1, row.Long(2)), (row, bytes) =>
            {
                readings.Clear();
                Unpack(bytes, codec, readings);
                Compare(row, readings);
            }, row => $"readings of partition {partition}, series {ChunkTable.SeriesOfKey(row.Long(2))}, measured {Utc(row.Long(3))} to {Utc(row.Long(4))}"),
            new Table("cells", "bytes", "indicator, window, site, start", row => row.IsSound(0, 1, row.Long(2), row.Long(3), row.Long(4), row.Long(5), 0),
                (_, bytes) => StoredCell.Read(bytes),
                row => $"a cell of partition {partition}: site {row.Int(4)}, indicator {row.Int(2)}, window {(Window)row.Int(3)}, {Utc(row.Long(5))}"),
            Packs(row => $"closed cells of partition {partition}: site {row.Int(5)}, indicator {row.Int(2)}, window {(Window)row.Int(3)}, from {Utc(row.Long(4))}"),
            new Table("partition", "head", "commit_number, cursor, frontiers", row => row.IsSound(0, 1, [row.Long(2), row.Long(3), .. MemoryMarshal.Cast<byte, long>(row.Blob(4))]),
                (_, _) => { }, _ => $"where partition {partition} stands"),
            new Table("pages", "bytes", "kind, number, commit_number", row => row.IsSound(0, 1, row.Long(2), row.Long(3), row.Long(4)),
                (_, _) => { }, row => $"state of partition {partition}: page {row.Long(3)} of its {(StatePageKind)row.Int(2)}"),
            new Table("deltas", "bytes", "commit_number", row => row.IsSound(0, 1, row.Long(2)), (_, _) => { }, row => $"state of partition {partition}: commit {row.Long(2)}"),
            new Table("ledgers", "balance", "site", row => row.IsSound(0, 1, row.Long(2)), (_, _) => { }, row => $"the books of partition {partition}: site {row.Long(2)}"),
            new Table("feed", "keys", "commit_number", row => row.IsSound(0, 1, row.Long(2)), (_, _) => { }, row => $"cells of partition {partition} on their way to the areas: commit {row.Long(2)}"),
            new Table("unknown", "bytes", "sector, receipt_ms, readings, name", row => row.IsSound(0, 1, row.Long(2), row.Long(3), row.Long(4)),
                (_, _) => { }, row => $"readings of an unknown indicator of partition {partition}: {row.Text(5)}"));
    }

    public static IEnumerable<FileDamage> OfAreas(string data, string path) => Tables(
        data, path,
        new Table("cells", "bytes", "indicator, window, area, start, revision",
            row => row.IsSound(0, 1, row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.Long(6)),
            (_, bytes) =>
            {
                var reader = new ByteReader(bytes);
                CellCodec.Read(ref reader);
            }, row => $"a cell of area {row.Int(4)}, indicator {row.Int(2)}, window {(Window)row.Int(3)}, {Utc(row.Long(5))}"),
        Packs(row => $"closed cells of area {row.Int(5)}, indicator {row.Int(2)}, window {(Window)row.Int(3)}, from {Utc(row.Long(4))}"));

    private static Table Packs(Func<Statement, string> affected)
    {
        var cells = new CellPackReader();
        return new Table(
            "packs", "bytes", "indicator, window, start, owner", row => row.IsSound(0, 1, row.Long(2), row.Long(3), row.Long(4), row.Long(5)),
            (_, bytes) => cells.Open(bytes, CellParts.All), affected);
    }

    private delegate void Decode(Statement row, ReadOnlySpan<byte> bytes);

    /// <param name="Blob">The column of what is decoded; the first, before its checksum and the others.</param>
    /// <param name="IsSound">Whether it matches its checksum.</param>
    /// <param name="Decode">Throws where the row is damaged in another way.</param>
    /// <param name="Affected">What is in the row.</param>
    private sealed record Table(string Name, string Blob, string Others, Func<Statement, bool> IsSound, Decode Decode, Func<Statement, string> Affected);

    private static List<FileDamage> Tables(string data, string path, params ReadOnlySpan<Table> tables)
    {
        var found = new List<FileDamage>();
        using var database = Database.Open(Path.Combine(data, path), readOnly: true);
        foreach (var table in tables)
        {
            try
            {
                var row = database.Prepare($"SELECT {table.Blob}, {RowSum.Of(database, table.Name)}, {table.Others} FROM {table.Name}");
                while (found.Count < MaxTold && row.Step()) Look(table, row, database, path, found);
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

    private static void Look(Table table, Statement row, Database database, string path, List<FileDamage> found)
    {
        try
        {
            if (!table.IsSound(row)) throw new InvalidDataException(RowSum.Mismatch);
            table.Decode(row, row.Blob(0));
        }
        catch (Exception exception) when (Damage.Is(exception))
        {
            var bytes = row.Blob(0);
            found.Add(BlobPlace.Damage(path, database, table.Name, bytes, exception.Message, table.Affected(row)));
        }
    }

    private static void Unpack(ReadOnlySpan<byte> chunk, ChunkCodec codec, List<StoredReading> into)
    {
        var reader = new ByteReader(chunk);
        codec.Read(ref reader, into);
    }

    private static void Compare(Statement row, List<StoredReading> readings)
    {
        if (readings.Count != row.Long(5) || readings.Min(reading => reading.TimeMs) != row.Long(3) || readings.Max(reading => reading.TimeMs) != row.Long(4))
            throw new InvalidDataException($"CORRUPT: it holds {readings.Count} readings of other times than its row says.");
    }

    private static string Utc(long ms) => ms is > 0 and < 253_402_300_800_000 // of the year 10000
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : ms.ToString(CultureInfo.InvariantCulture);
}
