using Microsoft.Data.Sqlite;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>What earlier versions wrote of a partition's own scalars stays readable; format 1 is tried with the criteria.</summary>
public class PartitionHeadTests
{
    private static readonly long s_noonMs = PartitionBench.NoonMs;

    [Fact]
    public void A_head_from_before_schemes_were_records_goes_on_without_any()
    {
        using var bench = new PartitionBench(3);
        bench.Begin(s_noonMs);
        bench.Receive(s_noonMs, "SOIL_MOISTURE", (s_noonMs, 20));
        _ = bench.Stored; // commits
        bench.Kill(WithHeadOfFormatTwo);

        Assert.Empty(bench.Partition.Schemes);
        bench.Receive(s_noonMs + 60_000, "SOIL_MOISTURE", (s_noonMs + 60_000, 21));
        Assert.Equal(2, bench.Stored.Readings.Values.Single().Count);
    }

    private static void WithHeadOfFormatTwo(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT head FROM partition";
        var head = (byte[])read.ExecuteScalar()!;
        Assert.Equal([3, 0, 0, 0], [head[0], .. head[^3..]]); // no scheme, nothing kept, nothing taken in
        head[0] = 2;
        using var write = connection.CreateCommand();
        write.CommandText = "UPDATE partition SET head = $head";
        write.Parameters.AddWithValue("$head", head[..^3]);
        Assert.Equal(1, write.ExecuteNonQuery());
    }
}
