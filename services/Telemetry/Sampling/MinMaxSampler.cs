using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Sampling;

/// <summary>The least and the greatest reading of each bucket, of equal ones the first, in the order in which they came.</summary>
internal sealed class MinMaxSampler(DateTimeOffset from, DateTimeOffset to, int points) : ReadingSampler(from, to, points, points / 2)
{
    private protected override void Close(IReadOnlyList<ReadingPoint> bucket, List<ReadingPoint> picked)
    {
        var (least, greatest) = (0, 0);
        for (var i = 1; i < bucket.Count; i++)
        {
            if (bucket[i].Value < bucket[least].Value) least = i;
            if (bucket[i].Value > bucket[greatest].Value) greatest = i;
        }

        picked.Add(bucket[Math.Min(least, greatest)]);
        if (least != greatest) picked.Add(bucket[Math.Max(least, greatest)]);
    }
}
