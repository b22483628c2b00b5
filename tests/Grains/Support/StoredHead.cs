using Microsoft.Data.Sqlite;

namespace SmartSectors.Grains.Tests.Support;

/// <summary>A partition's own scalars, as they are stored: what an earlier version wrote is this one's with its end cut off.</summary>
internal static class StoredHead
{
    public const byte Format = 4;

    /// <summary>Makes the head in a partition's database one of an earlier format that lacks its last bytes, all of them 0 here.</summary>
    public static void Age(string path, byte format, int lacking)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT head FROM partition";
        var head = (byte[])read.ExecuteScalar()!;
        Assert.Equal([Format, .. new byte[lacking]], [head[0], .. head[^lacking..]]);
        head[0] = format;
        using var write = connection.CreateCommand();
        write.CommandText = "UPDATE partition SET head = $head, crc = NULL";
        write.Parameters.AddWithValue("$head", head[..^lacking]);
        Assert.Equal(1, write.ExecuteNonQuery());
    }
}
