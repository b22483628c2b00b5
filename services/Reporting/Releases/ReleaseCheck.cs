using Microsoft.Data.Sqlite;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Releases;

/// <summary>Something in reports.db that is not as it was written.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Affected">What of the releases cannot be answered.</param>
public sealed record ReleaseDamage(string What, string Affected);

/// <summary>Verifies every block and decision of a reports.db, of a platform that is stopped or runs. Reads only.</summary>
public static class ReleaseCheck
{
    /// <summary>All damages. Throws <see cref="SqliteException"/> where the file cannot be read.</summary>
    public static IEnumerable<ReleaseDamage> Run(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var blocks = connection.CreateCommand();
        blocks.CommandText = "SELECT window, part, indicator, start_ms, release, bytes, crc FROM blocks";
        using (var row = blocks.ExecuteReader())
        {
            while (row.Read())
            {
                var key = new BlockKey((Window)row.GetInt32(0), row.GetString(1), (ushort)row.GetInt32(2), row.GetInt64(3));
                var release = row.GetInt64(4);
                if (Wrong(row, 5, bytes => StoredBytes.SumOf(bytes, key, release), bytes => BlockCodec.Read(bytes)) is { } what)
                    yield return new ReleaseDamage(what, $"indicator {key.Indicator} in {key.Part}, {key.Window} of {DateTimeOffset.FromUnixTimeMilliseconds(key.StartMs):O}, since release {release}");
            }
        }

        using var decisions = connection.CreateCommand();
        decisions.CommandText = "SELECT indicator, month_ms, release, bytes, crc FROM decisions";
        using (var row = decisions.ExecuteReader())
        {
            while (row.Read())
            {
                var (indicator, monthMs, release) = ((ushort)row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
                if (Wrong(row, 3, bytes => StoredBytes.SumOf(bytes, indicator, monthMs, release), bytes => DecisionCodec.Read(bytes)) is { } what)
                    yield return new ReleaseDamage(what, $"the decision of indicator {indicator} for {DateTimeOffset.FromUnixTimeMilliseconds(monthMs):O}: no release of its month can be made");
            }
        }
    }

    // What is wrong with the bytes in a column, whose checksum is in the next one.
    private static string? Wrong(SqliteDataReader row, int column, Func<byte[], long> sumOf, Action<byte[]> decode)
    {
        if (row[column] is not byte[] bytes) return "its bytes are none.";
        if (sumOf(bytes) != row.GetInt64(column + 1)) return "its bytes do not match their checksum.";
        try
        {
            decode(bytes);
            return null;
        }
        catch (InvalidDataException unreadable)
        {
            return unreadable.Message;
        }
    }
}
