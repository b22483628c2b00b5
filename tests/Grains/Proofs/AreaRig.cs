using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Cells;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>The real propagator over the real area store, which fails at times, beside the partitions of a rig.</summary>
internal sealed class AreaRig : IDisposable
{
    private readonly PartitionRig _partitions;
    private readonly Random _random;
    private SqliteAreaStore _store;
    private AreaPropagator _propagator;

    public AreaRig(PartitionRig partitions, Random random)
    {
        _partitions = partitions;
        _random = random;
        (_store, _propagator) = Open();
    }

    public TimeSpan Settle { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes a pass; false when its commit failed.</summary>
    public bool TryPass()
    {
        try
        {
            _propagator.Pass();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>The process dies, and <paramref name="meanwhile"/> happens before the next one opens the areas.</summary>
    public void Die(Action meanwhile)
    {
        _store.Dispose();
        meanwhile();
        (_store, _propagator) = Open();
    }

    /// <summary>Passes without failures, until nothing changes any more.</summary>
    public void Finish()
    {
        Fails = false;
        for (var i = 0; i < 3; i++)
        {
            Assert.True(TryPass());
            _partitions.Clock.Advance(Settle);
        }

        Assert.Equal(0, _propagator.Pass());
    }

    public bool Fails { get; set; }

    public (Dictionary<AreaMark, (int Revision, byte[] Content)> Cells, long[] Frontiers) Read()
    {
        using var connection = new SqliteConnection($"Data Source={SqliteAreaStore.PathOf(_partitions.Storage)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var cells = new Dictionary<AreaMark, (int, byte[])>();
        foreach (var (indicator, window, row) in StoredCells.Read(SqliteAreaStore.PathOf(_partitions.Storage), CellKind.Areas))
            cells.Add(new AreaMark(new WindowKey(indicator, window, row.StartMs), row.Owner), ((int)row.Standing, CellCodec.Encode(row.Content)));

        var frontiers = new long[5];
        using var frontier = connection.CreateCommand();
        frontier.CommandText = "SELECT window, start FROM frontiers";
        using var starts = frontier.ExecuteReader();
        while (starts.Read()) frontiers[starts.GetInt32(0)] = starts.GetInt64(1);
        return (cells, frontiers);
    }

    public void Dispose() => _store.Dispose();

    private (SqliteAreaStore, AreaPropagator) Open()
    {
        var store = new SqliteAreaStore(_partitions.Storage, _partitions.Store);
        return (store, new AreaPropagator(
            new FailingStore(store, () => Fails && _random.Next(4) == 0), AreaCatalog.Load(), _partitions.Clock, Settle));
    }

    /// <summary>As with a full disk: at times a commit is not made.</summary>
    private sealed class FailingStore(IAreaStore store, Func<bool> fails) : IAreaStore
    {
        public AreaProgress Load() => store.Load();

        public void BeginPass() => store.BeginPass();

        public void EndPass() => store.EndPass();

        public FeedSlice ReadFeed(int partition, long afterCommit) => store.ReadFeed(partition, afterCommit);

        public IReadOnlyList<SiteRow> ReadSites(int partition) => store.ReadSites(partition);

        public IReadOnlyList<WindowKey> WindowsOf(int partition, int site) => store.WindowsOf(partition, site);

        public void ReadCells(int partition, in WindowKey key, IReadOnlyList<int> sites, Action<int, StoredCell> found) =>
            store.ReadCells(partition, key, sites, found);

        public (int Revision, byte[] Content)? Find(in AreaMark mark) => store.Find(mark);

        public void Commit(AreaCommit commit)
        {
            if (fails()) throw new StoreUnavailableException("no space", new IOException());
            store.Commit(commit);
        }
    }
}
