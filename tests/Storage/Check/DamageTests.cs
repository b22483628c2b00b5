using Microsoft.Data.Sqlite;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Storage.Tests.Backup;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Tests.Check;

public sealed class DamageTests(DamagedStores stores) : IClassFixture<DamagedStores>
{
    private const string Partition = "partitions/40.db";
    private const int PageBytes = 8192;

    [Fact]
    public void Sound_files_have_no_damage() => Assert.Empty(DamagedStores.CheckFiles(stores.Data));

    [Theory]
    [InlineData("partitions/40.db", "table")]
    [InlineData("areas.db", "table")]
    public async Task A_spoilt_page_is_named_with_its_offset_and_the_rest_is_checked(string file, string affected)
    {
        var data = stores.Copy();
        var page = CellPageOf(Path.Combine(data, file));
        DamagedStores.SpoilPage(Path.Combine(data, file), page, PageBytes);

        var (files, _, unreadable, progress) = await DamagedStores.CheckAsync(data);
        Assert.Contains(files, damage => damage.File == file && damage.Offset == (page - 1) * PageBytes && damage.Bytes == PageBytes);
        Assert.All(files, damage => Assert.Equal(file, damage.File));
        Assert.Contains(files, damage => damage.Affected.Contains(affected, StringComparison.Ordinal));
        Assert.NotEmpty(unreadable);
        Assert.True(progress.CellsCompared > 100, $"{progress}");
    }

    [Fact]
    public void A_byte_of_a_block_of_the_log_is_found_wherever_it_is()
    {
        var log = Directory.GetFiles(Path.Combine(stores.Data, "log"), "*.db").Order(StringComparer.Ordinal).First();
        var file = Path.GetRelativePath(stores.Data, log);
        var block = BlobOf(log, "SELECT bytes FROM blocks ORDER BY length(bytes) LIMIT 1");
        var at = OffsetOf(log, "blocks", block);
        foreach (var place in Enumerable.Range(0, block.Length).Where(place => place % 37 == 0))
        {
            var data = stores.Copy();
            DamagedStores.Flip(Path.Combine(data, file), at + place);

            var damage = Assert.Single(DamagedStores.CheckFiles(data));
            Assert.Equal((file, at, block.Length), (damage.File, damage.Offset, damage.Bytes));
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_byte_is_changed_check_ends_and_what_repair_mends_is_sound(int seed)
    {
        var random = new Random(seed);
        for (var trial = 0; trial < 8; trial++)
        {
            var data = stores.Copy();
            string[] files = [Partition, "partitions/05.db", "areas.db"];
            var file = files[random.Next(files.Length)];
            var length = new FileInfo(Path.Combine(data, file)).Length;
            for (var flip = 0; flip < 3; flip++) DamagedStores.Flip(Path.Combine(data, file), random.NextInt64(length));

            var (damages, _, _, _) = await DamagedStores.CheckAsync(data);
            if (damages.Count > 0)
            {
                Assert.NotEmpty(await DamagedStores.RepairAsync(data, stores.Backup, stores.Archive));
                await AssertSoundAsync(data);
            }

            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_partition_comes_back_from_the_backup_and_the_log_behind_it()
    {
        var data = stores.Copy();
        DamagedStores.SpoilPage(Path.Combine(data, Partition), CellPageOf(Path.Combine(data, Partition)), PageBytes);

        var refused = await Assert.ThrowsAsync<BackupException>(() => DamagedStores.RepairAsync(data));
        Assert.Contains("--from", refused.Message, StringComparison.Ordinal);
        var done = await DamagedStores.RepairAsync(data, stores.Backup, stores.Archive);
        Assert.Contains(Partition, Assert.Single(done), StringComparison.Ordinal);
        await AssertSoundAsync(data);
        Assert.Equal(Cells(stores.Data, Partition), Cells(data, Partition));
        Assert.Equal(Cells(stores.Data, "areas.db"), Cells(data, "areas.db"));
        Assert.Single(Directory.GetFiles(Path.Combine(data, "partitions"), "40.db.damaged-*Z"));
        Assert.Empty(await DamagedStores.RepairAsync(data));
    }

    [Fact]
    public async Task Areas_are_made_anew_from_the_partitions_and_keep_the_revisions_that_can_be_read()
    {
        var data = stores.Copy();
        DamagedStores.SpoilPage(Path.Combine(data, "areas.db"), CellPageOf(Path.Combine(data, "areas.db")), PageBytes);

        var done = await DamagedStores.RepairAsync(data);
        Assert.Contains("areas.db is made anew", done[0], StringComparison.Ordinal);
        Assert.Contains(done, said => said.Contains("from a damaged page on", StringComparison.Ordinal));
        await AssertSoundAsync(data);
        Assert.Equal(Cells(stores.Data, "areas.db"), Cells(data, "areas.db"));
    }

    [Fact]
    public async Task A_changed_bit_of_an_areas_cell_is_named_and_that_cell_alone_is_merged_anew()
    {
        var data = stores.Copy();
        var areas = Path.Combine(data, "areas.db");
        var cell = BlobOf(areas, "SELECT bytes FROM cells WHERE length(bytes) BETWEEN 48 AND 1000 LIMIT 1 OFFSET 20");
        var at = OffsetOf(areas, "cells", cell);
        DamagedStores.Flip(areas, at + 20);

        var damage = Assert.Single(DamagedStores.CheckFiles(data));
        Assert.Equal(("areas.db", at, cell.Length), (damage.File, damage.Offset, damage.Bytes));
        Assert.Contains(await DamagedStores.RepairAsync(data), said => said.Contains("1 damaged rows of table cells", StringComparison.Ordinal));
        await AssertSoundAsync(data);
        Assert.Equal(Cells(stores.Data, "areas.db"), Cells(data, "areas.db"));
    }

    [Fact]
    public async Task A_partition_whose_log_is_gone_is_not_touched()
    {
        var data = stores.Copy();
        var page = CellPageOf(Path.Combine(data, Partition));
        DamagedStores.SpoilPage(Path.Combine(data, Partition), page, PageBytes);
        foreach (var file in Directory.GetFiles(Path.Combine(data, "log"), "*.db").Order(StringComparer.Ordinal).SkipLast(1)) File.Delete(file);

        var refused = await Assert.ThrowsAsync<BackupException>(() => DamagedStores.RepairAsync(data, stores.Backup));
        Assert.Equal(BackupFault.NotCovered, refused.Fault);
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "partitions"), "*.damaged-*"));
    }

    private static async Task AssertSoundAsync(string data)
    {
        var (files, cells, unreadable, progress) = await DamagedStores.CheckAsync(data);
        Assert.Empty(files);
        Assert.Empty(cells);
        Assert.Empty(unreadable);
        Assert.Equal(0, progress.CellsPending);
    }

    // The page that a cell in the middle of the table lies in.
    private static long CellPageOf(string file)
    {
        var cell = BlobOf(file, "SELECT bytes FROM cells WHERE length(bytes) BETWEEN 48 AND 1000 LIMIT 1 OFFSET 20");
        return (OffsetOf(file, "cells", cell) / PageBytes) + 1;
    }

    private static long OffsetOf(string file, string table, byte[] blob)
    {
        using var database = Database.Open(file, readOnly: true);
        return BlobPlace.Find(database, table, blob)?.Offset ?? throw new InvalidOperationException($"{file} does not have it");
    }

    private static byte[] BlobOf(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (byte[])command.ExecuteScalar()!;
    }

    // What the cells hold, in rows or packed.
    private static List<string> Cells(string data, string file)
    {
        using var database = Database.Open(Path.Combine(data, file), readOnly: true);
        var table = new CellTable(database, file == "areas.db" ? CellKind.Areas : CellKind.Sites);
        var cells = new List<string>();
        foreach (var window in Enum.GetValues<Window>())
        {
            table.Walk(SmallPlatform.Indicator, window, 0, SmallPlatform.StartMs * 2, row =>
                cells.Add($"{window} {row.StartMs} {row.Owner} {Convert.ToHexString(CellCodec.Encode(row.Content))}"));
        }

        return [.. cells.Order(StringComparer.Ordinal)];
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        return connection;
    }
}
