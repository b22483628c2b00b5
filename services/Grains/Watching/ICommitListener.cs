using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;

namespace SmartSectors.Grains.Watching;

/// <summary>
/// Is told what was committed, once it is visible to readers and before the next commit of the same partition or of the
/// areas. On the thread that commits, so it must be quick and must not throw; what it is given is good for the call alone.
/// </summary>
public interface ICommitListener
{
    void Committed(int partition, PartitionCommit commit);

    void Committed(AreaCommit commit);
}
