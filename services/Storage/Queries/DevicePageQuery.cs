using SmartSectors.Grains.Partitions;

namespace SmartSectors.Storage.Queries;

/// <summary>Pages of state as of the last commit, for what sleeps there.</summary>
public sealed class DevicePageQuery(QueryPool pool)
{
    /// <summary>Reads pages of a partition's devices one after the other; each must have been written.</summary>
    public ValueTask<IReadOnlyList<T>> ReadAsync<T>(int partition, IReadOnlyCollection<int> numbers, Func<byte[], T> read, CancellationToken cancellationToken) =>
        pool.AskAsync<IReadOnlyList<T>>(
            view => [.. numbers.Select(number => read(view.Partition(partition).ReadPage(StatePageKind.Devices, number)))], cancellationToken);
}
