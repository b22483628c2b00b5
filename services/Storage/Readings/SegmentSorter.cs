using SmartSectors.Grains.Partitions;

namespace SmartSectors.Storage.Readings;

/// <summary>Makes a commit's readings, which are in the order of arrival, into a segment: a counting sort by series, for the numbers are dense. It is stable: of a series the readings stay in their order.</summary>
internal sealed class SegmentSorter
{
    private readonly Segment.Builder _builder = new();
    private StoredReading[] _sorted = new StoredReading[1024];
    private int[] _ends = new int[1024];

    /// <summary>The builder holds the segment until it is reset.</summary>
    public Segment.Builder Sort(PartitionCommit commit)
    {
        var least = int.MaxValue;
        var most = 0;
        foreach (var series in commit.Series)
        {
            least = Math.Min(least, series);
            most = Math.Max(most, series);
        }

        var range = most - least + 1;
        if (_ends.Length < range) _ends = new int[range * 2];
        if (_sorted.Length < commit.ReadingCount) _sorted = new StoredReading[commit.ReadingCount * 2];

        var ends = _ends.AsSpan(0, range);
        ends.Clear();
        foreach (var series in commit.Series) ends[series - least]++;
        for (int i = 0, at = 0; i < range; i++) (ends[i], at) = (at, at + ends[i]);
        for (var i = 0; i < commit.ReadingCount; i++)
            _sorted[ends[commit.Series[i] - least]++] = new StoredReading(commit.Times[i], commit.Values[i], commit.Flags[i], commit.Findings[i]);

        for (int i = 0, begin = 0; i < range; begin = ends[i++])
        {
            if (ends[i] > begin) _builder.Add(least + i, _sorted.AsSpan(begin, ends[i] - begin));
        }

        return _builder;
    }
}
