using System.Runtime.InteropServices;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Sqlite;

/// <summary>
/// The checksum of a stored blob, in the column <c>crc</c> of its row: CRC-32C of the row's key and the blob, verified
/// wherever the blob is decoded. SQLite has none of its own, and a changed bit of a packed column decodes to another number.
/// Rows of earlier versions have none; they are read as they are, until they are written again.
/// </summary>
internal static class RowSum
{
    private const string Name = "crc";

    /// <summary>The declaration of the column, which is the last of its table: so it is added to those of earlier versions.</summary>
    public const string Column = Name + " INTEGER";

    /// <summary>Adds the column to the tables that lack it.</summary>
    public static void AddTo(Database database, params ReadOnlySpan<string> tables)
    {
        foreach (var table in tables)
        {
            if (!database.HasColumn(table, Name)) database.Execute($"ALTER TABLE {table} ADD COLUMN {Column}");
        }
    }

    /// <summary>How the column is selected: a database that an earlier version wrote and that is only looked at has none.</summary>
    public static string Of(Database database, string table) => database.HasColumn(table, Name) ? Name : "NULL";

    /// <summary>The checksum: 32 bits, signed, which SQLite keeps in four bytes.</summary>
    /// <param name="key">What the row says of the blob, for that may change as well.</param>
    public static long Of(ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> key) =>
        (int)~Crc32C.Append(Crc32C.Append(Crc32C.Seed, MemoryMarshal.AsBytes(key)), bytes);

    /// <summary>Whether the blob of a row is what was written, or has no checksum.</summary>
    /// <param name="bytes">The blob's column.</param>
    /// <param name="crc">The checksum's.</param>
    public static bool IsSound(this Statement row, int bytes, int crc, params ReadOnlySpan<long> key) =>
        row.IsNull(crc) || row.Long(crc) == Of(row.Blob(bytes), key);

    /// <summary>The blob of a row, in place. Throws <see cref="InvalidDataException"/> where it is not what was written, which ends the walk.</summary>
    public static ReadOnlySpan<byte> Verified(this Statement row, int bytes, int crc, params ReadOnlySpan<long> key)
    {
        if (row.IsSound(bytes, crc, key)) return row.Blob(bytes);
        row.Reset();
        throw new InvalidDataException(Mismatch);
    }

    public const string Mismatch = "CORRUPT: stored bytes do not match their checksum.";
}
