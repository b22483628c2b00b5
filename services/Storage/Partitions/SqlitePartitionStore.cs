using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Watching;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;

namespace SmartSectors.Storage.Partitions;

/// <summary>The partitions' store: one SQLite file each, <c>partitions/NN.db</c>.</summary>
public sealed class SqlitePartitionStore : IPartitionStore, IDisposable
{
    private readonly PartitionDatabase[] _databases = new PartitionDatabase[Numbers.PartitionCount];

    private readonly CommitWatch? _watch;
    private bool _disposed;

    /// <param name="watch">Stands around its commits, where somebody wants to know of them.</param>
    /// <param name="holds">What a sink has; null where there is none.</param>
    /// <param name="horizon">What the disk budget asks of retention; null where there is none.</param>
    public SqlitePartitionStore(StorageOptions options, TimeProvider time, CommitWatch? watch = null, SinkHolds? holds = null, DiskHorizon? horizon = null)
    {
        horizon ??= new DiskHorizon();
        _watch = watch;
        holds ??= new SinkHolds(options);
        var folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "partitions")).FullName;
        for (var i = 0; i < _databases.Length; i++)
            _databases[i] = new PartitionDatabase(PathOf(folder, i), options, time, holds.Of(i), horizon);
    }

    public PartitionSnapshot Load(int partition) => _databases[partition].Load();

    public void Commit(int partition, PartitionCommit commit)
    {
        if (_watch is null) _databases[partition].Commit(commit);
        else _watch.Around(partition, commit, () => _databases[partition].Commit(commit));
    }

    public void ReadSeries(int partition, int series, long fromMs, long toMs, List<StoredReading> into) =>
        _databases[partition].ReadSeries(series, fromMs, toMs, into);

    public void ReadSeries(int partition, IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into) =>
        _databases[partition].ReadSeries(series, fromMs, toMs, into);

    public int? FindSeries(int partition, int device, ushort indicator) => _databases[partition].FindSeries(device, indicator);

    public byte[] ReadPage(int partition, StatePageKind kind, int number) => _databases[partition].ReadPage(kind, number);

    public IReadOnlyList<ResidenceRow> ReadResidences(int partition, int device) => _databases[partition].ReadResidences(device);

    public StoredCell? FindCell(int partition, in CellKey key) => _databases[partition].FindCell(key);

    public void TrimFeed(int partition, long commitNumber) => _databases[partition].TrimFeed(commitNumber);

    public long DurableCursor(int partition) => _databases[partition].DurableCursor;

    /// <summary>Closes the databases after a last checkpoint. The workers must have stopped. Can be called again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        foreach (var database in _databases) database.Dispose();
    }

    internal static string PathOf(string folder, int partition) => Path.Combine(folder, $"{partition:00}.db");
}
