extern alias Stores;

using SmartSectors.Grains;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Cells;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;
using Database = Stores::SmartSectors.Storage.Sqlite.Database; // Ingestion has the file as well.

namespace SmartSectors.Benchmarks.Queries;

/// <summary>Stores with a day of a device's readings each ten seconds, of the minutes of every province and the nation, and a month of a site's hours, as they are kept.</summary>
internal static class StoredDay
{
    public const long BeginMs = 1_795_194_000_000; // 2026-11-21, midnight in Vietnam.
    public const int Minutes = 1_440;
    public const int Readings = 8_640;
    public const string Site = "farm-1";
    public const string Device = "probe-1";

    private const int Partition = 7;

    public static int Provinces { get; } = AreaCatalog.Load().Provinces.Length;

    public static Indicator Indicator { get; } =
        SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var found) ? found : throw new InvalidOperationException();

    public static void Fill(string directory)
    {
        FillAreas(directory);
        var options = new StorageOptions { DataDirectory = directory };
        using (var database = Database.Open(SqlitePartitionStore.PathOf(Path.Combine(directory, "partitions"), Partition)))
        {
            FillSite(database, new Random(2));
            new CellPacker(database, CellKind.Sites, 10_000).PackAll(Frontiers());
        }
    }

    /// <summary>The areas' cells alone: where a platform ingests, devices and sites are its own.</summary>
    public static void FillAreas(string directory)
    {
        var options = new StorageOptions { DataDirectory = directory };
        using (var store = new SqlitePartitionStore(options, TimeProvider.System))
        {
            using var areas = new SqliteAreaStore(options, store);
        }

        using var database = Database.Open(SqliteAreaStore.PathOf(options));
        FillAreas(database, new Random(1));
        new CellPacker(database, CellKind.Areas, 10_000).PackAll(Frontiers());
    }

    private static long[] Frontiers()
    {
        var frontiers = new long[5];
        frontiers.AsSpan().Fill(BeginMs + WindowCalendar.DayMs);
        return frontiers;
    }

    private static void FillAreas(Database database, Random random) => database.Transact(() =>
    {
        var put = database.Prepare("INSERT INTO cells VALUES (?1, ?2, ?3, ?4, 0, ?5, NULL)");
        foreach (var code in AreaCatalog.Load().Provinces.Select(province => province.Code).Append(AreaCatalog.NationCode))
        {
            if (!AreaNumber.TryParse(code, out var area)) throw new InvalidOperationException($"{code} has no number");
            for (var minute = 0; minute < Minutes; minute++)
                put.Bind(1, Indicator.Number).Bind(2, (int)Window.Minute).Bind(3, area).Bind(4, BeginMs + (minute * WindowCalendar.MinuteMs)).Bind(5, CellCodec.Encode(AnyCell(random))).Run();
        }
    });

    private static void FillSite(Database database, Random random) => database.Transact(() =>
    {
        database.Execute($"INSERT INTO sites VALUES (1, {(int)Sector.Agriculture}, '{Site}', '00004')");
        database.Execute($"INSERT INTO devices VALUES (1, 1, '{Device}')");
        database.Execute($"INSERT INTO series VALUES (0, 1, {Indicator.Number})");
        var put = database.Prepare("INSERT INTO cells VALUES (?1, ?2, ?3, 1, ?4, NULL)");
        for (var hour = -30 * 24; hour < 24; hour++)
        {
            var bytes = new ByteWriter(256);
            bytes.WriteVarint(1);
            CellCodec.Write(ref bytes, AnyCell(random));
            put.Bind(1, Indicator.Number).Bind(2, (int)Window.Hour).Bind(3, BeginMs + (hour * WindowCalendar.HourMs)).Bind(4, bytes.Written).Run();
        }

        var walk = Walks.Decimals(Readings);
        new ChunkTable(database).Append(
            0, [.. walk.Select((value, i) => new Grains.Partitions.StoredReading(BeginMs + (i * 10_000L), value, ReadingFlag.Pass))], long.MaxValue, []);
    });

    /// <summary>Of a hundred devices with six readings each.</summary>
    public static Cell AnyCell(Random random)
    {
        var cell = new Cell();
        for (var reading = 0; reading < 600; reading++) cell.Add(random.Next(200, 400) / 10.0, ReadingFlag.Pass, reading % 100);
        cell.AddSlots(600, 600);
        var parent = new Cell();
        parent.MergeChild(cell);
        return parent;
    }
}
