using System.Buffers;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Watching;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Erasure;

/// <summary>A copy of the three days of <see cref="CheckedStores"/> that time goes on in, after an order to erase.</summary>
internal sealed class ErasedStores : IDisposable
{
    public const int Number = 5;
    public const long EndMs = 1_793_365_200_000 + (3 * 24 * 60 * 60_000L);

    private readonly ManualClock _clock = new(EndMs);
    private readonly DirectoryInfo _directory;
    private readonly CommitWatch? _watch;
    private SqlitePartitionStore _store;
    private Partition _partition;
    private int _minutes;

    public ErasedStores(CheckedStores stores, CommitVersions? versions = null)
    {
        _directory = stores.Copy();
        // Every few commits everything goes to chunks.
        Options = stores.Options with { DataDirectory = _directory.FullName, CompactionFanOut = 2, MovedReadings = 1, MovedReadingsPerSeries = 0 };
        _watch = versions is null ? null : new CommitWatch(versions, []);
        (_store, _partition) = Open();
    }

    public StorageOptions Options { get; }

    public string Directory => _directory.FullName;

    public string PartitionFile => SqlitePartitionStore.PathOf(Path.Combine(Directory, "partitions"), Number);

    public Partition Partition => _partition;

    public void Order(int device, long fromMs, long untilMs)
    {
        var batch = new ControlBatch();
        var writer = new ByteWriter(64);
        new DeviceErased(Numbers.Of(Number, device), fromMs, untilMs, "an operator", "asked for").Write(ref writer);
        batch.AddControl(Number, ControlKind.DeviceErased, writer.Written);
        Apply(batch);
    }

    /// <summary>Something that ingestion refused of a device, and kept.</summary>
    public void Refuse(int device, long timeMs, double value, string topic)
    {
        var batch = new ControlBatch();
        var writer = new ByteWriter(64);
        Rejected.Write(ref writer, Numbers.Of(Number, device), RejectReason.UnknownIndicator, 1, System.Text.Encoding.UTF8.GetBytes(topic), "1.5"u8);
        UnknownReading.Write(ref writer, "PULSE"u8, default, timeMs, value);
        batch.AddControl(Number, ControlKind.Rejected, writer.Written);
        Apply(batch);
    }

    /// <summary>Goes on minute by minute, with readings of all devices.</summary>
    /// <param name="lateMs">And some that are late by so much, of the second device.</param>
    public void GoOn(int minutes, long? lateMs = null)
    {
        for (var i = 0; i < minutes; i++)
        {
            var batch = new ControlBatch();
            for (var device = 1; device <= 3; device++) Add(batch, device, NowMs, 30 + (i % 7) + device);
            if (lateMs is { } late && i % 5 == 0) Add(batch, 2, NowMs - late, i % 2 == 0 ? 33 : 9_999);
            Apply(batch);
        }
    }

    public void Send(int device, long timeMs, double value)
    {
        var batch = new ControlBatch();
        Add(batch, device, timeMs, value);
        Apply(batch);
    }

    public long NowMs => EndMs + (_minutes * 60_000L);

    /// <summary>Another process goes on where the last commit stands.</summary>
    public void Restart()
    {
        _store.Dispose();
        (_store, _partition) = Open();
    }

    public void Commit()
    {
        if (_partition.HasChanges) _partition.Commit(_partition.Offset);
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    private (SqlitePartitionStore, Partition) Open()
    {
        var store = new SqlitePartitionStore(Options, _clock, _watch);
        var partition = new Partition(Number, [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)], new PartitionOptions(), store);
        partition.Load();
        return (store, partition);
    }

    private static void Add(ControlBatch batch, int device, long timeMs, double value)
    {
        batch.BeginSample(Numbers.Of(Number, device), timeMs, SampleFlags.None);
        batch.TryAddValue(CheckedStores.Indicator("SOIL_MOISTURE").Number, value);
        batch.TryAddValue(CheckedStores.Indicator("RAIN").Number, value);
    }

    private void Apply(ControlBatch batch)
    {
        _minutes++;
        _clock.NowMs = NowMs;
        var (block, _) = new BlockBuilder().Build([batch], BlockFlags.None, NowMs, schemeVersion: 1, producer: 1, sequence: 1);
        var offset = _partition.Offset + 1;
        if (_partition.Tick(NowMs, BlockFlags.None) && _partition.IsCommitDue) _partition.Commit(_partition.Offset);
        _partition.Apply(offset, BlockSection.At(block, 0));
        ArrayPool<byte>.Shared.Return(block);
    }
}
