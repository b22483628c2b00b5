using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Storage.Tests.Backup;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Tests.Check;

/// <summary>Every stored blob of a partition has a checksum: what changed is never answered as something else.</summary>
public sealed class ChecksumTests(DamagedStores stores) : IClassFixture<DamagedStores>
{
    private const string Partition = "partitions/40.db";

    // Which blobs there are, what tells their row, and what reads them.
    private static readonly (string Table, string Blob, string Key, Action<Database> Read)[] s_blobs =
    [
        ("segments", "bytes", "id", ReadReadings),
        ("chunks", "bytes", "key", ReadReadings),
        ("cells", "bytes", "indicator || ' ' || window || ' ' || site || ' ' || start", ReadCells),
        ("packs", "bytes", "rowid", ReadCells),
        ("partition", "head", "id", database => SnapshotReader.Read(database)),
        ("partition", "frontiers", "id", database => SnapshotReader.Read(database)),
        ("pages", "bytes", "rowid", database => SnapshotReader.Read(database)),
        ("deltas", "bytes", "commit_number", database => SnapshotReader.Read(database)),
        ("ledgers", "balance", "site", database => new PartitionQueries(database).Ledgers()),
    ];

    [Fact]
    public void Whichever_bit_of_a_blob_changes_reading_it_and_check_say_so()
    {
        var data = stores.Copy();
        var file = Path.Combine(data, Partition);
        Settle(file);
        var random = new Random(11);
        foreach (var (table, blob, key, read) in s_blobs)
        {
            var rows = RowsOf(file, table, blob, key);
            Assert.NotEmpty(rows);
            for (var trial = 0; trial < 24; trial++)
            {
                var (row, bytes) = rows[random.Next(rows.Count)];
                var changed = bytes.ToArray();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                Put(file, table, blob, key, row, changed);

                using (var database = Database.Open(file, readOnly: true)) Assert.Throws<InvalidDataException>(() => read(database));
                if (trial < 4)
                {
                    var damage = Assert.Single(DamagedStores.CheckFiles(data));
                    Assert.Equal(Partition, damage.File);
                    Assert.Equal(blob == "frontiers" ? HeadBytes(file) : changed.Length, damage.Bytes);
                    Assert.NotNull(damage.Offset);
                }

                Put(file, table, blob, key, row, bytes);
            }

            using (var database = Database.Open(file, readOnly: true)) read(database);
        }
    }

    [Fact]
    public void Who_reads_the_same_damaged_row_again_is_told_again()
    {
        var data = stores.Copy();
        var file = Path.Combine(data, Partition);
        var (row, bytes) = RowsOf(file, "partition", "head", "id")[0];
        bytes[^1] ^= 8;
        Put(file, "partition", "head", "id", row, bytes);

        using var view = new PartitionView(file);
        for (var pass = 0; pass < 3; pass++) Assert.Throws<InvalidDataException>(() => view.ReadFeed(0, 10));
    }

    [Fact]
    public async Task A_question_that_needs_it_is_refused_and_the_others_are_answered()
    {
        var data = stores.Copy();
        var file = Path.Combine(data, Partition);
        Settle(file);
        var (row, bytes) = RowsOf(file, "chunks", "bytes", "key")[0];
        bytes[^1] ^= 1;
        Put(file, "chunks", "bytes", "key", row, bytes);

        using var pool = new QueryPool(new StorageOptions { DataDirectory = data });
        var (answered, refused) = (0, 0);
        for (var probe = 1; probe < 6; probe += 2)
        {
            try
            {
                answered += await pool.AskAsync(view => view.FindDevice($"probe-{probe}") is { } device
                    ? device.Partition.Walk(device.Index, SmallPlatform.Indicator, 0, long.MaxValue).Count() : 0, CancellationToken.None);
            }
            catch (StoreDamagedException)
            {
                refused++;
            }
        }

        Assert.Equal(1, refused);
        Assert.True(answered > 200, $"{answered} readings");
    }

    [Fact]
    public async Task What_an_earlier_version_wrote_without_sums_is_read_and_checked_and_gets_them_when_it_is_written_again()
    {
        var data = stores.Copy();
        var file = Path.Combine(data, Partition);
        using (var database = Database.Open(file))
        {
            foreach (var table in PartitionSchema.Summed) database.Execute($"ALTER TABLE {table} DROP COLUMN crc");
            database.Execute("UPDATE partition SET format = 2");
        }

        using (var areas = Database.Open(Path.Combine(data, "areas.db"))) areas.Execute("ALTER TABLE cells DROP COLUMN crc; ALTER TABLE packs DROP COLUMN crc");

        Assert.Empty(DamagedStores.CheckFiles(data));
        Assert.Empty((await DamagedStores.CheckAsync(data)).Cells);

        var clock = new ManualClock(SmallPlatform.StartMs + (150 * 60_000));
        using (var platform = new SmallPlatform(new StorageOptions { DataDirectory = data }, clock))
        {
            var random = new Random(8);
            for (var minute = 0; minute < 70; minute++) await platform.ReceiveAsync(SmallPlatform.Some(random, clock.NowMs));
            await platform.SettleAsync();
        }

        var (files, cells, unreadable, _) = await DamagedStores.CheckAsync(data);
        Assert.Empty(files);
        Assert.Empty(cells);
        Assert.Empty(unreadable);
        using var written = Database.Open(file, readOnly: true);
        Assert.Equal(3, written.Prepare("SELECT format FROM partition").FirstLong());
        foreach (var table in (string[])["partition", "deltas", "packs", "segments"])
            Assert.True(written.Prepare($"SELECT count(*) FROM {table} WHERE crc IS NOT NULL").FirstLong() > 0, table);
    }

    // Half of the readings in chunks, the others in segments; closed cells in packs.
    private static void Settle(string file)
    {
        using var database = Database.Open(file);
        var options = new StorageOptions { DataDirectory = "" };
        database.Execute("CREATE TABLE kept AS SELECT * FROM segments WHERE id > (SELECT avg(id) FROM segments); DELETE FROM segments WHERE id IN (SELECT id FROM kept)");
        new Compaction(database, options, TimeProvider.System, new SinkHold(null)).MoveAll();
        database.Execute("INSERT INTO segments SELECT * FROM kept; DROP TABLE kept; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void ReadReadings(Database database)
    {
        var into = new Dictionary<int, List<StoredReading>>();
        new SeriesReader(database).Read(Enumerable.Range(0, 10).ToHashSet(), 0, SmallPlatform.StartMs * 2, into);
    }

    private static void ReadCells(Database database)
    {
        var table = new CellTable(database, CellKind.Sites);
        foreach (var window in Enum.GetValues<Window>()) table.Walk(SmallPlatform.Indicator, window, 0, SmallPlatform.StartMs * 2, _ => { });
    }

    private static int HeadBytes(string file)
    {
        using var database = Database.Open(file, readOnly: true);
        return (int)(database.Prepare("SELECT length(head) FROM partition").FirstLong() ?? 0);
    }

    private static List<(string Row, byte[] Bytes)> RowsOf(string file, string table, string blob, string key)
    {
        using var database = Database.Open(file, readOnly: true);
        var rows = new List<(string, byte[])>();
        var stored = database.Prepare($"SELECT {key}, {blob} FROM {table} WHERE length({blob}) > 0{(table == "cells" ? $" AND indicator = {SmallPlatform.Indicator}" : "")}");
        while (stored.Step()) rows.Add((stored.Text(0), stored.Blob(1).ToArray()));
        return rows;
    }

    private static void Put(string file, string table, string blob, string key, string row, byte[] bytes)
    {
        using var database = Database.Open(file);
        database.Prepare($"UPDATE {table} SET {blob} = ?2 WHERE CAST({key} AS TEXT) = ?1").Bind(1, row).Bind(2, bytes).Run();
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
