namespace SmartSectors.Storage.Check;

/// <summary>Finds where a stored blob begins in its file, which SQLite does not tell.</summary>
internal static class BytesInFile
{
    private const int LongestNeedle = 48, ChunkBytes = 1 << 20;

    /// <summary>The offset of the first place that begins like it; null where there is none, for it may lie in the WAL.</summary>
    public static long? Find(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        var needle = bytes[..Math.Min(bytes.Length, LongestNeedle)];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[ChunkBytes + needle.Length];
        var (kept, start) = (0, 0L);
        while (true)
        {
            var read = file.Read(buffer, kept, ChunkBytes);
            if (read == 0) return null;
            var seen = buffer.AsSpan(0, kept + read);
            if (seen.IndexOf(needle) is >= 0 and var at) return start + at;

            // A needle may begin in the last bytes.
            var keep = Math.Min(needle.Length - 1, seen.Length);
            start += seen.Length - keep;
            seen[^keep..].CopyTo(buffer);
            kept = keep;
        }
    }
}
