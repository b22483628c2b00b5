using Microsoft.Data.Sqlite;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Check;

/// <summary>
/// Stores in which three days of two sites lie, over the end of a month: an everyday device, one that moves to the other
/// site, and one that is silent for most of a day; late readings, duplicates and values out of range among theirs.
/// </summary>
public sealed class CheckedStores : IDisposable
{
    private const int Partition = 5;
    private const int Minutes = 3 * 24 * 60;

    // The last evening of October 2026 in Vietnam: 30 October, 20:00.
    private const long StartMs = 1_793_365_200_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smartsectors-check-");
    private readonly Random _random = new(20261030);
    private readonly List<string> _communes = [AreaCatalog.Load().Communes[17].Code, ""];

    public CheckedStores()
        : this(sinkHeldBytes: null)
    {
    }

    /// <param name="sinkHeldBytes">Not null where a sink is going to be there.</param>
    internal CheckedStores(long? sinkHeldBytes)
    {
        Options = new StorageOptions { DataDirectory = _directory.FullName, SinkHeldBytes = sinkHeldBytes };
        using var store = new SqlitePartitionStore(Options, TimeProvider.System);
        Fill(store);
        if (sinkHeldBytes is not null) LetTimePass(store);
        using var areas = new SqliteAreaStore(Options, store);
        var propagator = new AreaPropagator(areas, AreaCatalog.Load(), TimeProvider.System, settle: TimeSpan.Zero);
        while (propagator.Pass() > 0)
        {
            // Until nothing is on its way up.
        }
    }

    /// <summary>When the three days begin.</summary>
    internal static DateTimeOffset Start => DateTimeOffset.FromUnixTimeMilliseconds(StartMs);

    public StorageOptions Options { get; }

    public string PartitionFile => SqlitePartitionStore.PathOf(Path.Combine(Options.DataDirectory, "partitions"), Partition);

    public string AreaFile => SqliteAreaStore.PathOf(Options);

    /// <summary>A copy that may be damaged.</summary>
    public DirectoryInfo Copy()
    {
        var copy = Directory.CreateTempSubdirectory("smartsectors-check-copy-");
        Directory.CreateDirectory(Path.Combine(copy.FullName, "partitions"));
        foreach (var file in Directory.GetFiles(Options.DataDirectory, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(copy.FullName, Path.GetRelativePath(Options.DataDirectory, file)));
        return copy;
    }

    /// <summary>Changes something in a stopped platform's file.</summary>
    public static void Damage(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0, "the damage hit nothing");
    }

    /// <summary>Changes what the first of some site cells holds.</summary>
    public static void ChangeCell(string file, string where, Action<Cell> change)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var read = connection.CreateCommand();
        read.CommandText = $"SELECT bytes FROM cells WHERE {where} ORDER BY site LIMIT 1";
        var before = (byte[])read.ExecuteScalar()!;
        var stored = StoredCell.Read(before);
        change(stored.Content);
        var writer = new ByteWriter(256);
        stored.Write(ref writer);

        using var write = connection.CreateCommand();
        write.CommandText = $"UPDATE cells SET bytes = $after, crc = NULL WHERE bytes = $before AND {where}";
        write.Parameters.AddWithValue("$before", before);
        write.Parameters.AddWithValue("$after", writer.Written.ToArray());
        Assert.True(write.ExecuteNonQuery() > 0, "there is no such cell");
    }

    public static async Task<(List<CheckFinding> Findings, CheckProgress Progress)> CheckAsync(string directory, CheckScope? scope = null)
    {
        var options = new StorageOptions { DataDirectory = directory };
        var check = new SqliteConsistencyCheck(options, SchemeCatalog.Load(), new SchemeFiles(options), AreaCatalog.Load());
        var last = new Last();
        var findings = new List<CheckFinding>();
        await foreach (var finding in check.RunAsync(scope ?? new CheckScope(null, null, null, null), last, CancellationToken.None)) findings.Add(finding);
        return (findings, last.Value);
    }

    public static Indicator Indicator(string code) => SchemeCatalog.Load().TryGet(Sector.Agriculture, code, out var indicator)
        ? indicator
        : throw new ArgumentException($"there is no {code}", nameof(code));

    public void Dispose() => _directory.Delete(recursive: true);

    private void Fill(SqlitePartitionStore store)
    {
        var indicators = SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).ToList();
        var partition = new Partition(Partition, indicators, new PartitionOptions(), store);
        partition.Load();
        for (var minute = 0; minute < Minutes; minute++)
        {
            var batch = new PlainBatch();
            if (minute == 0) Introduce(batch);
            if (minute == 1_500) Move(batch);
            foreach (var (device, timeMs, value) in Readings(minute)) batch.Add(device, timeMs, value);
            Apply(partition, batch, minute + 1, StartMs + (minute * 60_000L) + 30_000);
        }
    }

    // Windows are closed for areas when they are in all partitions, as the log's ticks see to.
    private static void LetTimePass(SqlitePartitionStore store)
    {
        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            if (number == Partition) continue;
            var idle = new Partition(number, [], new PartitionOptions(), store);
            idle.Load();
            idle.Tick(StartMs + (Minutes * 60_000L), BlockFlags.None);
            idle.Skip(Minutes);
            idle.Commit(Minutes);
        }
    }

    private void Introduce(PlainBatch batch)
    {
        for (var site = 1; site <= 2; site++)
        {
            var seen = new SiteSeen(Numbers.Of(Partition, site), Sector.Agriculture, $"plot-{site}", _communes[site - 1]);
            batch.AddControl(Partition, ControlKind.SiteSeen, (ref ByteWriter writer) => seen.Write(ref writer));
        }

        for (var device = 1; device <= 3; device++)
        {
            var seen = new DeviceSeen(Numbers.Of(Partition, device), Numbers.Of(Partition, 1), $"probe-{device}");
            batch.AddControl(Partition, ControlKind.DeviceSeen, (ref ByteWriter writer) => seen.Write(ref writer));
        }
    }

    private static void Move(PlainBatch batch)
    {
        var moved = new DeviceMoved(Numbers.Of(Partition, 2), Numbers.Of(Partition, 2), StartMs + (1_503 * 60_000L) + 7);
        batch.AddControl(Partition, ControlKind.DeviceMoved, (ref ByteWriter writer) => moved.Write(ref writer));
    }

    // Now, sometimes late by minutes or a day, sometimes twice, sometimes beyond the sensor's span.
    private IEnumerable<(int Device, long TimeMs, double Value)> Readings(int minute)
    {
        for (var device = 1; device <= 3; device++)
        {
            if (device == 3 && minute is > 400 and < 1_900) continue;
            if (_random.Next(10) == 0) continue;
            var late = _random.Next(20) switch { 0 => _random.Next(30), 1 => _random.Next(1_800), _ => 0 };
            var timeMs = StartMs + (Math.Max(minute - late, 0) * 60_000L) + _random.Next(20_000);
            var value = _random.Next(50) == 0 ? 9_999 : Math.Round(20 + (20 * _random.NextDouble()), 1);
            yield return (device, timeMs, value);
            if (_random.Next(30) == 0) yield return (device, timeMs, value);
        }
    }

    private static void Apply(Partition partition, PlainBatch batch, long offset, long receiptMs)
    {
        var block = batch.ToBlock(receiptMs);
        if (partition.Tick(receiptMs, BlockFlags.None) && offset % 60 == 0) partition.Commit(offset - 1);
        if (batch.IsEmpty) partition.Skip(offset);
        else partition.Apply(offset, BlockSection.At(block, 0));
        if (offset == Minutes) partition.Commit(offset);
    }

    private sealed class Last : IProgress<CheckProgress>
    {
        public CheckProgress Value { get; private set; }

        public void Report(CheckProgress value) => Value = value;
    }

    private sealed class PlainBatch : LogBatch
    {
        public delegate void Record(ref ByteWriter writer);

        public void AddControl(int partition, ControlKind kind, Record write)
        {
            var writer = new ByteWriter(64);
            write(ref writer);
            AddControl(partition, kind, writer.Written);
        }

        public void Add(int device, long timeMs, double value)
        {
            BeginSample(Numbers.Of(Partition, device), timeMs, SampleFlags.None);
            TryAddValue(Indicator("SOIL_MOISTURE").Number, value);
            TryAddValue(Indicator("RAIN").Number, value);
        }

        public byte[] ToBlock(long receiptMs)
        {
            var (rented, length) = new BlockBuilder().Build([this], BlockFlags.None, receiptMs, schemeVersion: 1, producer: 1, sequence: 1);
            var block = rented[..length];
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
            return block;
        }

        public override void OnDurable()
        {
        }

        public override void OnCommitEnd()
        {
        }
    }
}
