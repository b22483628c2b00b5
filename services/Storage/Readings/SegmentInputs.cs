using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Readings;

/// <summary>Some segments, in the order in which they were stored, read side by side: series after series.</summary>
internal sealed class SegmentInputs
{
    private readonly ChunkCodec _codec = new();
    private readonly List<byte[]> _segments = [];
    private readonly List<Piece> _pieces = [];

    private readonly record struct Piece(int Series, int Segment, int Start, int Length) : IComparable<Piece>
    {
        public int CompareTo(Piece other) => Series != other.Series ? Series.CompareTo(other.Series) : Segment.CompareTo(other.Segment);
    }

    /// <summary>Forgets the segments.</summary>
    public void Clear()
    {
        _segments.Clear();
        _pieces.Clear();
    }

    /// <summary>Adds a segment that was stored after those that are in it.</summary>
    public void Add(byte[] segment) => _segments.Add(segment);

    /// <summary>The series with from ≤ number &lt; to that they have, in order.</summary>
    public IEnumerable<int> Series(int from, int to)
    {
        Find(from, to);
        for (_at = 0; _at < _pieces.Count;)
        {
            _next = _at;
            while (_next < _pieces.Count && _pieces[_next].Series == _pieces[_at].Series) _next++;
            yield return _pieces[_at].Series;
            _at = _next;
        }
    }

    private int _at;
    private int _next;

    /// <summary>Appends the readings of the series that <see cref="Series"/> is at, in the order in which they were stored.</summary>
    public void Read(List<StoredReading> into)
    {
        for (var i = _at; i < _next; i++)
        {
            var piece = _pieces[i];
            var reader = new ByteReader(_segments[piece.Segment].AsSpan(piece.Start, piece.Length));
            _codec.Read(ref reader, into);
        }
    }

    private void Find(int from, int to)
    {
        _pieces.Clear();
        for (var i = 0; i < _segments.Count; i++)
        {
            var entries = Segment.Open(_segments[i]).Entries();
            while (entries.MoveNext() && entries.Series < to)
            {
                if (entries.Series >= from) _pieces.Add(new Piece(entries.Series, i, entries.ChunkStart, entries.Chunk.Length));
            }
        }

        _pieces.Sort();
    }
}
