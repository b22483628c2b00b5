using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Reads one series after another out of a partition's chunks and segments: the segments' directories are kept (12 bytes
/// a series and segment), and of them only the wanted chunks are read.
/// </summary>
internal sealed class SegmentScan : IDisposable
{
    private readonly List<Source> _sources = [];
    private readonly ChunkCodec _codec = new();
    private readonly ChunkTable _moved;
    private readonly Anchors? _anchors;
    private readonly (long FromMs, long ToMs)? _days;
    private byte[] _chunk = new byte[4096];

    /// <param name="anchors">Read as well, for those who count on from them.</param>
    public SegmentScan(Database database, Anchors? anchors = null)
    {
        _anchors = anchors;
        _moved = new ChunkTable(database);
        _days = _moved.Days();
        var rows = database.Prepare($"SELECT id, first_ms, last_ms, bytes, {RowSum.Of(database, "segments")} FROM segments ORDER BY id");
        while (rows.Step())
        {
            var chunks = new List<Chunk>();
            var entries = Segment.Open(rows.Verified(3, 4, rows.Long(0))).Entries();
            while (entries.MoveNext()) chunks.Add(new Chunk(entries.Series, entries.ChunkStart, entries.Chunk.Length));
            _sources.Add(new Source(database.OpenBlob("segments", "bytes", rows.Long(0)), rows.Long(1), rows.Long(2), [.. chunks]));
        }
    }

    private readonly record struct Chunk(int Series, int Start, int Length);

    private sealed record Source(Blob Bytes, long FirstMs, long LastMs, Chunk[] Chunks);

    /// <summary>No stored reading is older; <see cref="long.MaxValue"/> without any.</summary>
    public long FirstMs => _sources.Select(source => source.FirstMs).Append(_days?.FromMs ?? long.MaxValue).Min();

    /// <summary>No stored reading is newer; <see cref="long.MinValue"/> without any.</summary>
    public long LastMs => _sources.Select(source => source.LastMs).Append(_days?.ToMs - 1 ?? long.MinValue).Max();

    /// <summary>
    /// The readings with from ≤ time &lt; to, in time order. One moment has one value: of two the later stored stands,
    /// which has the flags as they are now, so that a recomputation shows what was counted twice.
    /// </summary>
    public void Read(int series, long fromMs, long toMs, List<StoredReading> into)
    {
        into.Clear();
        _anchors?.Read(series, fromMs, toMs, into);
        _moved.Read(series, fromMs, toMs, into);
        foreach (var source in _sources)
        {
            if (source.LastMs < fromMs || source.FirstMs >= toMs) continue;
            var at = Array.BinarySearch(source.Chunks, new Chunk(series, 0, 0), BySeries);
            if (at >= 0) Read(source, source.Chunks[at], into);
        }

        into.RemoveAll(reading => reading.TimeMs < fromMs || reading.TimeMs >= toMs);
        CollectionsMarshal.SetCount(into, NewestWins.Collapse(CollectionsMarshal.AsSpan(into)));
    }

    public void Dispose()
    {
        foreach (var source in _sources) source.Bytes.Dispose();
    }

    private static readonly Comparer<Chunk> BySeries = Comparer<Chunk>.Create((a, b) => a.Series.CompareTo(b.Series));

    private void Read(Source source, Chunk chunk, List<StoredReading> into)
    {
        if (_chunk.Length < chunk.Length) _chunk = new byte[chunk.Length * 2];
        var bytes = _chunk.AsSpan(0, chunk.Length);
        source.Bytes.Read(bytes, chunk.Start);
        var reader = new ByteReader(bytes);
        _codec.Read(ref reader, into);
    }
}
