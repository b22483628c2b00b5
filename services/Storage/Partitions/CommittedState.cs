using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Partitions;

/// <summary>A partition's grains as of its last commit, for looking at: they cannot be applied to or committed.</summary>
internal static class CommittedState
{
    // So that all of it is in memory.
    private static readonly TimeSpan Never = TimeSpan.FromDays(100_000);

    public static Partition Load(Database database, int number, SchemeCatalog schemes, ISchemeTexts texts)
    {
        var indicators = schemes.Schemes.SelectMany(scheme => scheme.Indicators).ToList();
        var partition = new Partition(number, indicators, new PartitionOptions { DeactivateAfter = Never }, new Store(database), texts);
        partition.Load();
        return partition;
    }

    private sealed class Store(Database database) : IPartitionStore
    {
        public PartitionSnapshot Load(int partition) => SnapshotReader.Read(database);

        public void Commit(int partition, PartitionCommit commit) => throw ReadOnly();

        public void ReadSeries(int partition, int series, long fromMs, long toMs, List<StoredReading> into) => throw ReadOnly();

        public void ReadSeries(int partition, IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into) =>
            throw ReadOnly();

        public int? FindSeries(int partition, int device, ushort indicator) => throw ReadOnly();

        public byte[] ReadPage(int partition, StatePageKind kind, int number) => throw ReadOnly();

        // Made when it is first asked: earlier versions had no such table, and no device that it could be asked for.
        private Statement? _residences;

        public IReadOnlyList<ResidenceRow> ReadResidences(int partition, int device) =>
            PartitionDatabase.ReadResidences(_residences ??= database.Prepare(PartitionSchema.ResidencesOfDevice), device);

        public StoredCell? FindCell(int partition, in CellKey key) => throw ReadOnly();

        public void TrimFeed(int partition, long commitNumber) => throw ReadOnly();

        public long DurableCursor(int partition) => throw ReadOnly();

        private static InvalidOperationException ReadOnly() => new("BUG: a partition that is only looked at was told to apply.");
    }
}
