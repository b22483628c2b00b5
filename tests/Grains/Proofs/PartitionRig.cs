using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Storage;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>
/// Applies a log to real partitions over their real databases as the partitions' worker does, and lets them die: killed,
/// which leaves every commit, or by a power loss, which leaves the last checkpoint.
/// </summary>
internal sealed class PartitionRig : IDisposable
{
    // A partition without devices is asked for its frontiers only: now and then is enough.
    private const int IdleEvery = 8;

    private readonly ScratchFolder _folder = new();
    private readonly IReadOnlyList<int> _numbers;
    private readonly IReadOnlyList<int> _idle;
    private readonly PartitionOptions _options;
    private readonly ISchemeTexts? _schemes;
    private readonly List<byte[]> _log = [];
    private FewPartitionsStore _store;
    private Partition[] _partitions = [];

    /// <param name="idle">Partitions that exist, but have no devices.</param>
    /// <param name="schemes">Those that the log names.</param>
    public PartitionRig(
        IReadOnlyList<int> numbers, PartitionOptions options, int compactionFanOut, IReadOnlyList<int>? idle = null, ISchemeTexts? schemes = null)
    {
        _schemes = schemes;
        _numbers = numbers;
        _idle = idle ?? [];
        _options = options;
        Storage = new StorageOptions { DataDirectory = _folder.Path, CompactionFanOut = compactionFanOut, CellsPackedAtOnce = 20 };
        _store = Open();
    }

    public StorageOptions Storage { get; }

    public ManualClock Clock { get; } = new();

    public IPartitionStore Store => _store;

    /// <summary>Those with devices come first.</summary>
    public IReadOnlyList<Partition> Partitions => _partitions;

    public void Append(byte[] block) => _log.Add(block);

    /// <summary>Applies the log from where the partitions stand to its end; false when <paramref name="dies"/> said so in between.</summary>
    public bool Apply(Func<bool> dies)
    {
        for (var offset = _partitions.Take(_numbers.Count).Min(partition => partition.Offset) + 1; offset <= _log.Count; offset++)
        {
            if (!Process(offset, _log[(int)offset - 1], dies)) return false;
        }

        return true;
    }

    /// <summary>Commits what is left, as at a stop and at the end of recovery.</summary>
    public void CommitAll()
    {
        foreach (var partition in _partitions)
        {
            if (partition.HasChanges) partition.Commit(partition.Offset);
        }
    }

    public void Kill() => Kill(_ => { });

    /// <param name="meanwhile">What happens to the first partition's file before the next process opens it.</param>
    public void Kill(Action<string> meanwhile)
    {
        var path = _store.PathOf(_numbers[0]);
        _store.Dispose();
        meanwhile(path);
        _store = Open();
    }

    /// <summary>What was written since a partition's last checkpoint is gone.</summary>
    public void LosePower()
    {
        var all = _partitions.Select(partition => partition.Number).ToList();
        var durable = all.Select(_store.DurableCursor).ToArray();
        var files = all.Select(number => (Path: _store.PathOf(number), Bytes: ReadShared(_store.PathOf(number)))).ToList();
        _store.Dispose();
        foreach (var (path, bytes) in files) File.WriteAllBytes(path, bytes);
        _store = Open();
        for (var i = 0; i < durable.Length; i++)
            Assert.True(_partitions[i].Offset >= durable[i], "the log may be truncated up to the durable cursor");
    }

    public void Checkpoint() => Clock.Advance(Storage.CheckpointInterval);

    /// <summary>A connection to a partition's database that only reads.</summary>
    public SqliteConnection Connect(int partition)
    {
        var connection = new SqliteConnection($"Data Source={_store.PathOf(partition)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    public void ReadSeries(int partition, int series, List<StoredReading> into) =>
        _store.ReadSeries(partition, series, long.MinValue, long.MaxValue, into);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private FewPartitionsStore Open()
    {
        var store = new FewPartitionsStore(Storage, Clock);
        var indicators = SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).ToList();
        _partitions = [.. _numbers.Concat(_idle).Select(number => new Partition(number, indicators, _options, store, _schemes))];
        foreach (var partition in _partitions) partition.Load();
        return store;
    }

    /// <summary>Lets the partitions without devices take the last block.</summary>
    public void TickIdle()
    {
        foreach (var partition in _partitions.Skip(_numbers.Count))
        {
            if (partition.Offset == _log.Count) continue;
            var header = BlockHeader.Read(_log[^1]);
            partition.Tick(header.ReceiptMs, header.Flags);
            partition.Skip(_log.Count);
            if (partition.HasChanges) partition.Commit(partition.Offset);
        }
    }

    private bool Process(long offset, byte[] bytes, Func<bool> dies)
    {
        var header = BlockHeader.Read(bytes);
        if (offset % IdleEvery == 0 && offset == _log.Count) TickIdle();
        var busy = _partitions.AsSpan(0, _numbers.Count);
        foreach (var partition in busy)
        {
            if (partition.Offset >= offset) continue;
            if (partition.Tick(header.ReceiptMs, header.Flags) && partition.IsCommitDue) partition.Commit(partition.Offset);
        }

        if (dies()) return false;
        for (var i = 0; i < header.SectionCount; i++)
        {
            var section = BlockSection.At(bytes, i);
            foreach (var partition in busy)
            {
                if (partition.Number != section.Partition || partition.Offset >= offset) continue;
                partition.Apply(offset, section);
                if (partition.IsCommitFull) partition.Commit(partition.Offset);
            }
        }

        foreach (var partition in busy)
        {
            if (partition.Offset < offset) partition.Skip(offset);
        }

        return !dies();
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
