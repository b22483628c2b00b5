using System.Diagnostics;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Propagation;

/// <summary>One window of one indicator: what is merged at once over the areas.</summary>
public readonly record struct WindowKey(ushort Indicator, Window Window, long StartMs);

/// <summary>An area's cell of a window is to be merged again.</summary>
public readonly record struct AreaMark(WindowKey Key, int Area);

/// <summary>What a partition's feed holds after a commit.</summary>
/// <param name="LastCommit">The last commit in <paramref name="Keys"/>.</param>
/// <param name="IsComplete">Nothing is left behind it.</param>
/// <param name="Frontiers">As of <paramref name="LastCommit"/> when complete: the windows that begin before are closed, by window.</param>
/// <param name="Keys">The cells that were written.</param>
/// <param name="Traces">Sampled messages that had a part in them.</param>
public sealed record FeedSlice(
    long LastCommit, bool IsComplete, IReadOnlyList<long> Frontiers, IReadOnlyList<CellKey> Keys, IReadOnlyList<ActivityContext> Traces);

/// <summary>What propagation has consumed and what it still owes.</summary>
/// <param name="Consumed">The last commit consumed, by partition.</param>
/// <param name="Frontiers">Windows that begin before are closed in every partition and merged, by window.</param>
/// <param name="Owed">Marks of closed windows that wait to become revisions.</param>
public sealed record AreaProgress(long[] Consumed, long[] Frontiers, IReadOnlyList<AreaMark> Owed);

/// <summary>One pass of propagation: one transaction of the area store.</summary>
public sealed record AreaCommit(
    AreaProgress Progress, IReadOnlyList<(AreaMark Mark, int Revision, byte[] Content)> Cells);

/// <summary>The partitions' feeds and cells as readers see them, and the areas' own cells. Used by the propagator alone.</summary>
public interface IAreaStore
{
    AreaProgress Load();

    /// <summary>Begins a pass: until <see cref="EndPass"/> everything is read as of one moment a database.</summary>
    void BeginPass();

    /// <summary>Ends a pass, whether it committed or not.</summary>
    void EndPass();

    /// <summary>The feed of a partition after a commit, with the frontiers.</summary>
    FeedSlice ReadFeed(int partition, long afterCommit);

    /// <summary>All site shards of a partition.</summary>
    IReadOnlyList<SiteRow> ReadSites(int partition);

    /// <summary>The windows of which a site shard has cells.</summary>
    IReadOnlyList<WindowKey> WindowsOf(int partition, int site);

    /// <summary>Calls <paramref name="found"/> for each of the sites that has a cell in the window.</summary>
    void ReadCells(int partition, in WindowKey key, IReadOnlyList<int> sites, Action<int, StoredCell> found);

    /// <summary>An area's revision and content, or null.</summary>
    (int Revision, byte[] Content)? Find(in AreaMark mark);

    /// <summary>Throws <see cref="StoreUnavailableException"/> when it could not; then nothing of it is visible.</summary>
    void Commit(AreaCommit commit);
}
