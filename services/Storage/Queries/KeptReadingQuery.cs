using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>The kept readings of unknown indicators, as of the partitions' last commits.</summary>
public sealed class KeptReadingQuery(QueryPool pool)
{
    /// <summary>A page of what is kept, by sector, name and unit. Throws <see cref="InvalidCursorException"/>.</summary>
    public ValueTask<UnknownIndicators> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var after = cursor is null ? default : UnknownCursor.Parse(cursor);
        return pool.AskAsync(view => Page(view, after, limit), cancellationToken);
    }

    private static UnknownIndicators Page(StoreView view, UnknownKey after, int limit)
    {
        // The page's keys are the first of all partitions' first ones; only their readings are read.
        var keys = new SortedDictionary<UnknownKey, Sum>(UnknownCursor.Order);
        var dropped = 0L;
        var partitions = Enumerable.Range(0, Numbers.PartitionCount).Select(view.Partition).ToList();
        foreach (var partition in partitions)
        {
            dropped += partition.DroppedUnknown();
            foreach (var key in partition.UnknownKeys(after, limit + 1)) keys.TryAdd(key, new Sum());
            while (keys.Count > limit + 1) keys.Remove(keys.Keys.Last());
        }

        var page = keys.Take(limit).ToList();
        foreach (var (key, sum) in page)
        {
            for (var number = 0; number < partitions.Count; number++)
                foreach (var readings in partitions[number].Unknown(key)) sum.Add(number, readings);
        }

        return new UnknownIndicators(
            [.. page.Select(entry => entry.Value.Of(entry.Key))], dropped, keys.Count > limit ? UnknownCursor.After(page[^1].Key) : null);
    }

    /// <summary>The kept readings of a sector's name in one partition, in the order in which they were kept, each unit for itself.</summary>
    /// <param name="name">In any ASCII case.</param>
    public ValueTask<IReadOnlyList<(UnknownKey Key, IReadOnlyList<KeptReading> Readings)>> FindAsync(
        int partition, Telemetry.Schemes.Sector sector, string name, CancellationToken cancellationToken) =>
        pool.AskAsync<IReadOnlyList<(UnknownKey, IReadOnlyList<KeptReading>)>>(
            view =>
            [
                .. view.Partition(partition).Unknown(sector, name)
                    .GroupBy(row => row.Key)
                    .Select(rows => (rows.Key, (IReadOnlyList<KeptReading>)[.. rows.SelectMany(row => row.Readings).OrderBy(reading => reading.Sequence)])),
            ],
            cancellationToken);

    private sealed class Sum
    {
        private readonly HashSet<(int Partition, int Device)> _devices = [];
        private long _readings, _firstMs = long.MaxValue, _lastMs = long.MinValue;
        private double _value;

        public void Add(int partition, List<KeptReading> readings)
        {
            foreach (var reading in readings)
            {
                _devices.Add((partition, reading.Device));
                _readings++;
                _firstMs = Math.Min(_firstMs, reading.TimeMs);
                _lastMs = Math.Max(_lastMs, reading.TimeMs);
                _value = reading.Value;
            }
        }

        public UnknownIndicator Of(UnknownKey key) => new(key.Sector, key.Name, key.Unit, _devices.Count, _readings, TimeOf(_firstMs), TimeOf(_lastMs), _value);

        // A reading may claim any moment at all.
        private static DateTimeOffset TimeOf(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(timeMs, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }
}
