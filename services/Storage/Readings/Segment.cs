using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Readings;

/// <summary>
/// A stored run of readings, sorted by series and time: a format byte, the count of series, a directory of (series,
/// bytes) as varints, then one chunk a series. Commits write small ones; compaction merges them. Format 1 is the same
/// without findings of tests.
/// </summary>
internal readonly ref struct Segment
{
    private const byte Format = 2;
    private const byte FormatWithoutFindings = 1;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _directory;
    private readonly int _count;

    private Segment(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        var reader = new ByteReader(bytes);
        var format = reader.ReadByte();
        if (format is not (Format or FormatWithoutFindings))
            throw new InvalidDataException($"CORRUPT: segment of format {format}; this version reads {Format}.");
        _count = reader.ReadCount();
        DirectoryBytes = (int)reader.ReadVarint();
        _directory = reader.Position;
    }

    private int DirectoryBytes { get; }

    public static Segment Open(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Appends the readings of one series; nothing when the segment has none.</summary>
    public void Read(int series, ChunkCodec codec, List<StoredReading> into)
    {
        var entries = Entries();
        while (entries.MoveNext())
        {
            if (entries.Series > series) return;
            if (entries.Series != series) continue;
            var reader = new ByteReader(entries.Chunk);
            codec.Read(ref reader, into);
            return;
        }
    }

    /// <summary>The series in order, with their chunks.</summary>
    public Enumerator Entries() => new(_bytes, _directory, _count, _directory + DirectoryBytes);

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private ByteReader _directory;
        private int _left;
        private int _chunkAt;

        internal Enumerator(ReadOnlySpan<byte> bytes, int directory, int count, int chunks)
        {
            _bytes = bytes;
            _directory = new ByteReader(bytes[directory..chunks]);
            _left = count;
            _chunkAt = chunks;
            Series = -1;
        }

        public int Series { get; private set; }

        public ReadOnlySpan<byte> Chunk { get; private set; }

        /// <summary>Where the chunk begins in the segment.</summary>
        public int ChunkStart { get; private set; }

        public bool MoveNext()
        {
            if (_left-- == 0) return false;
            Series += (int)_directory.ReadVarint() + 1;
            var length = (int)_directory.ReadVarint();
            Chunk = _bytes.Slice(_chunkAt, length);
            ChunkStart = _chunkAt;
            _chunkAt += length;
            return true;
        }
    }

    /// <summary>Builds a segment, series by series in ascending order.</summary>
    public sealed class Builder
    {
        private readonly ChunkCodec _codec = new();
        private ByteWriter _entries = new(1024);
        private ByteWriter _chunks = new(16 * 1024);
        private int _count;
        private int _last = -1;

        public long FirstMs { get; private set; } = long.MaxValue;

        public long LastMs { get; private set; } = long.MinValue;

        public int ReadingCount { get; private set; }

        /// <summary>Adds a series.</summary>
        /// <param name="readings">In the order in which they were stored; of one moment the last counts.</param>
        public void Add(int series, Span<StoredReading> readings)
        {
            readings = readings[..NewestWins.Collapse(readings)];

            var before = _chunks.Length;
            _codec.Write(ref _chunks, readings);
            _entries.WriteVarint((ulong)(series - _last - 1));
            _entries.WriteVarint((ulong)(_chunks.Length - before));
            _last = series;
            _count++;
            FirstMs = Math.Min(FirstMs, readings[0].TimeMs);
            LastMs = Math.Max(LastMs, readings[^1].TimeMs);
            ReadingCount += readings.Length;
        }

        /// <summary>The segment's bytes; the builder is ready for the next.</summary>
        public byte[] Finish()
        {
            var head = new ByteWriter(32);
            head.WriteByte(Format);
            head.WriteVarint((ulong)_count);
            head.WriteVarint((ulong)_entries.Length);
            byte[] bytes = [.. head.Written, .. _entries.Written, .. _chunks.Written];
            return bytes;
        }

        public void Reset()
        {
            _entries.Reset();
            _chunks.Reset();
            (_count, _last, ReadingCount) = (0, -1, 0);
            (FirstMs, LastMs) = (long.MaxValue, long.MinValue);
        }
    }
}
