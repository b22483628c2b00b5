namespace SmartSectors.Storage.Backup;

/// <summary>Copies files of one folder to the same places of another, and tells how far it is.</summary>
internal sealed class Copying(string source, string target, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
{
    private readonly List<string> _copied = [];
    private long _done;
    private long _total;

    /// <summary>In the order of copying.</summary>
    public IReadOnlyList<string> Copied => _copied;

    /// <summary>These will come, more or less: throws where there is no room for them.</summary>
    public void Expect(IReadOnlyList<string> paths)
    {
        _total = paths.Sum(path => Length(path) + Length(path + "-wal"));
        DiskSpace.Require(target, _total);
    }

    /// <summary>A database, whoever writes to it.</summary>
    public void Database(string path)
    {
        Sqlite.Database.Copy(Path.Combine(source, path), Place(path), bytes => Report(path, bytes), cancellationToken);
        End(path);
    }

    /// <summary>A file that is replaced whole, if ever.</summary>
    public void Plain(string path)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = Place(path);
        File.Copy(Path.Combine(source, path), place);
        using (var written = new FileStream(place, FileMode.Open, FileAccess.ReadWrite)) written.Flush(flushToDisk: true);
        Report(path, Length(path));
        End(path);
    }

    private string Place(string path)
    {
        var place = Path.Combine(target, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    private void Report(string path, long bytes)
    {
        _done = Math.Min(_done + bytes, _total);
        progress.Report(new CopyProgress(path, _done, _total));
    }

    private void End(string path)
    {
        FileDigest.CopyMode(Path.Combine(source, path), Path.Combine(target, path));
        _copied.Add(path);
    }

    private long Length(string path) => new FileInfo(Path.Combine(source, path)) is { Exists: true } file ? file.Length : 0;
}
