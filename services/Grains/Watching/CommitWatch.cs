using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;

namespace SmartSectors.Grains.Watching;

/// <summary>
/// What stands around each commit of the stores: the versions of what it touches are in question from before anything of
/// it is visible until all of it is, and then the listeners are told.
/// </summary>
public sealed class CommitWatch(CommitVersions versions, IEnumerable<ICommitListener> listeners)
{
    private readonly ICommitListener[] _listeners = [.. listeners];

    /// <param name="write">Makes the commit visible, or throws and leaves nothing of it.</param>
    public void Around(int partition, PartitionCommit commit, Action write)
    {
        versions.While(CommitMarks.Of(partition, commit), write);
        foreach (var listener in _listeners) listener.Committed(partition, commit);
    }

    /// <param name="write">As above.</param>
    public void Around(AreaCommit commit, Action write)
    {
        versions.While(CommitMarks.Of(commit), commit.Progress.Frontiers, write);
        foreach (var listener in _listeners) listener.Committed(commit);
    }
}
