using System.Buffers.Binary;

namespace SmartSectors.Storage.Check;

/// <summary>
/// The pages of a SQLite database as they lie on the disk, those of its WAL before those of its file
/// (sqlite.org/fileformat2.html, 1.3 and 4.1 to 4.3).
/// </summary>
internal sealed class PagesOfFile : IDisposable
{
    private const int WalHeaderBytes = 32, FrameHeaderBytes = 24, HeaderBytes = 100;

    private readonly FileStream _file;
    private readonly FileStream? _wal;
    private readonly Dictionary<uint, long> _inWal = [];

    public PagesOfFile(string path)
    {
        _file = Open(path);
        if (File.Exists(path + "-wal")) _wal = Open(path + "-wal");
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        _file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        PageBytes = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) switch { 1 => 65_536, var bytes => bytes };
        UsableBytes = PageBytes - header[20];
        if (_wal is not null) ReadFrames(_wal);
    }

    /// <summary>0 of a file that holds no page yet.</summary>
    public int PageBytes { get; }

    /// <summary>What of a page is SQLite's to use.</summary>
    public int UsableBytes { get; }

    /// <summary>Where a page begins, and whether that is in the WAL.</summary>
    public (bool InWal, long Offset) PlaceOf(uint page) =>
        _inWal.TryGetValue(page, out var frame) ? (true, frame) : (false, (page - 1L) * PageBytes);

    /// <summary>A page's bytes; null where there is no such page.</summary>
    public byte[]? Read(uint page)
    {
        if (page == 0) return null;
        var (inWal, offset) = PlaceOf(page);
        var source = inWal ? _wal! : _file;
        var bytes = new byte[PageBytes];
        source.Position = offset;
        return source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : null;
    }

    public void Dispose()
    {
        _file.Dispose();
        _wal?.Dispose();
    }

    // Frames of this WAL, up to its last commit: what is behind was not committed, or is of the WAL before.
    private void ReadFrames(FileStream wal)
    {
        Span<byte> header = stackalloc byte[WalHeaderBytes];
        if (PageBytes == 0 || wal.ReadAtLeast(header, WalHeaderBytes, throwOnEndOfStream: false) < WalHeaderBytes) return;
        var salts = BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
        var open = new Dictionary<uint, long>();
        Span<byte> frame = stackalloc byte[FrameHeaderBytes];
        for (var at = (long)WalHeaderBytes; ; at += FrameHeaderBytes + PageBytes)
        {
            wal.Position = at;
            if (wal.ReadAtLeast(frame, FrameHeaderBytes, throwOnEndOfStream: false) < FrameHeaderBytes) return;
            if (BinaryPrimitives.ReadUInt64BigEndian(frame[8..]) != salts) return;
            open[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + FrameHeaderBytes;
            var isCommit = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) != 0;
            if (!isCommit) continue;
            foreach (var (page, offset) in open) _inWal[page] = offset;
            open.Clear();
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
