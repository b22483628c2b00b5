using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Readings;

/// <summary>Reads one series from the segments of a partition's database.</summary>
internal sealed class SegmentReader(Database database)
{
    private readonly ChunkCodec _codec = new();
    private readonly Statement _segments = database.Prepare("SELECT bytes FROM segments WHERE last_ms >= ?1 AND first_ms < ?2");

    /// <summary>Appends the readings with from ≤ time &lt; to, in time order.</summary>
    public void Read(int series, long fromMs, long toMs, List<StoredReading> into)
    {
        var begin = into.Count;
        _segments.Bind(1, fromMs).Bind(2, toMs);
        while (_segments.Step()) Segment.Open(_segments.Blob(0)).Read(series, _codec, into);

        var read = CollectionsMarshal.AsSpan(into)[begin..];
        var kept = begin;
        foreach (ref readonly var reading in read)
        {
            if (reading.TimeMs >= fromMs && reading.TimeMs < toMs) into[kept++] = reading;
        }

        CollectionsMarshal.SetCount(into, kept);
        CollectionsMarshal.AsSpan(into)[begin..].Sort((a, b) => a.TimeMs.CompareTo(b.TimeMs));
    }
}
