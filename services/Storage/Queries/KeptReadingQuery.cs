using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>The kept readings of unknown indicators, as of the partitions' last commits.</summary>
public sealed class KeptReadingQuery(QueryPool pool)
{
    /// <summary>What is kept, by sector, name and unit.</summary>
    public ValueTask<UnknownIndicators> ListAsync(CancellationToken cancellationToken) => pool.AskAsync(
        view =>
        {
            var found = new Dictionary<UnknownKey, Sum>();
            var dropped = 0L;
            for (var number = 0; number < Numbers.PartitionCount; number++)
            {
                dropped += view.Partition(number).DroppedUnknown();
                foreach (var (key, readings) in view.Partition(number).Unknown())
                {
                    if (!found.TryGetValue(key, out var sum)) found.Add(key, sum = new Sum());
                    sum.Add(number, readings);
                }
            }

            return new UnknownIndicators(
                [.. found.OrderBy(entry => entry.Key.Sector).ThenBy(entry => entry.Key.Name, StringComparer.Ordinal).ThenBy(entry => entry.Key.Unit, StringComparer.Ordinal)
                    .Select(entry => entry.Value.Of(entry.Key))],
                dropped);
        },
        cancellationToken);

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
