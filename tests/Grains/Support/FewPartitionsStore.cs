using SmartSectors.Grains.Partitions;
using SmartSectors.Storage;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;

namespace SmartSectors.Grains.Tests.Support;

/// <summary>The real databases of those partitions alone that a test uses: opening 64 for each of hundreds of cases takes minutes.</summary>
internal sealed class FewPartitionsStore(StorageOptions options, TimeProvider time) : IPartitionStore, IDisposable
{
    private readonly Dictionary<int, PartitionDatabase> _databases = [];
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "partitions")).FullName;

    public string PathOf(int partition) => SqlitePartitionStore.PathOf(_folder, partition);

    public PartitionSnapshot Load(int partition) => DatabaseOf(partition).Load();

    public void Commit(int partition, PartitionCommit commit) => DatabaseOf(partition).Commit(commit);

    public void ReadSeries(int partition, int series, long fromMs, long toMs, List<StoredReading> into) =>
        DatabaseOf(partition).ReadSeries(series, fromMs, toMs, into);

    public void ReadSeries(int partition, IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into) =>
        DatabaseOf(partition).ReadSeries(series, fromMs, toMs, into);

    public int? FindSeries(int partition, int device, ushort indicator) => DatabaseOf(partition).FindSeries(device, indicator);

    public byte[] ReadPage(int partition, StatePageKind kind, int number) => DatabaseOf(partition).ReadPage(kind, number);

    public IReadOnlyList<ResidenceRow> ReadResidences(int partition, int device) => DatabaseOf(partition).ReadResidences(device);

    public StoredCell? FindCell(int partition, in CellKey key) => DatabaseOf(partition).FindCell(key);

    public void TrimFeed(int partition, long commitNumber) => DatabaseOf(partition).TrimFeed(commitNumber);

    public long DurableCursor(int partition) => DatabaseOf(partition).DurableCursor;

    public void Dispose()
    {
        foreach (var database in _databases.Values) database.Dispose();
    }

    private PartitionDatabase DatabaseOf(int partition)
    {
        if (!_databases.TryGetValue(partition, out var database))
            _databases.Add(partition, database = new PartitionDatabase(PathOf(partition), options, time, new SinkHold(null), new DiskHorizon()));
        return database;
    }
}
