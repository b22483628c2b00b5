using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Log;

/// <summary>
/// Copies each file of the log that is full into a folder, where a restore to a point of time finds it, on a thread of its
/// own. Truncation waits for it: what is not archived is not removed.
/// </summary>
internal sealed partial class LogArchiver : IDisposable
{
    private const string Draft = ".part";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly string _dataDirectory;
    private readonly string _archive;
    private readonly Func<IReadOnlyList<(long FirstOffset, string Path)>> _fullFiles;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly HashSet<long> _archived = [];

    /// <param name="fullFiles">The files that are not written to any more, in order; asked from the archiver's thread.</param>
    public LogArchiver(string dataDirectory, string archive, Func<IReadOnlyList<(long FirstOffset, string Path)>> fullFiles, ILogger logger)
    {
        (_dataDirectory, _archive, _fullFiles, _logger) = (dataDirectory, archive, fullFiles, logger);
        _thread = new Thread(Run) { Name = "log archiver", IsBackground = true };
    }

    /// <summary>Why nothing can be archived now, or null.</summary>
    public string? Problem { get; private set; }

    public void Start() => _thread.Start();

    /// <summary>True when a file is in the archive, whole.</summary>
    public bool Holds(long firstOffset)
    {
        lock (_archived) return _archived.Contains(firstOffset);
    }

    /// <summary>Archives what is full, and stops.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive) _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        do ArchiveFull();
        while (!_stop.Wait(s_pause));
        ArchiveFull();
    }

    private void ArchiveFull()
    {
        try
        {
            var full = _fullFiles();
            lock (_archived) _archived.IntersectWith(full.Select(file => file.FirstOffset));
            foreach (var (first, path) in full.Where(file => !Holds(file.FirstOffset)))
            {
                Archive(path);
                lock (_archived) _archived.Add(first);
            }

            if (Problem is not null) LogGoesOn(_logger);
            Problem = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException or InvalidDataException)
        {
            if (Problem is null) LogStalls(_logger, exception, _archive);
            Problem = $"The log cannot be archived, and keeps all its files until it can: {exception.Message}";
        }
    }

    private void Archive(string path)
    {
        var place = Path.Combine(Directory.CreateDirectory(_archive).FullName, Path.GetFileName(path));
        if (File.Exists(place))
        {
            RefuseForeign(path, place);
            return;
        }

        CopySchemes();
        File.Delete(place + Draft);
        Database.Copy(path, place + Draft, _ => { }, CancellationToken.None);
        File.Move(place + Draft, place);
    }

    // A platform restored to an earlier moment gives offsets anew: its files must not pass for those of the other.
    private static void RefuseForeign(string path, string place)
    {
        if (!EndOf(path).AsSpan().SequenceEqual(EndOf(place)))
            throw new InvalidDataException($"{place} is of another platform, or from before a restore; this one needs an archive of its own.");
    }

    private static byte[] EndOf(string path)
    {
        using var database = Database.Open(path, readOnly: true);
        var last = database.Prepare("SELECT bytes FROM blocks ORDER BY offset DESC LIMIT 1");
        if (!last.Step()) return [];
        var bytes = last.Blob(0).ToArray();
        last.Reset();
        return bytes;
    }

    // The log names them; they are written before it and never change.
    private void CopySchemes()
    {
        var schemes = Path.Combine(_dataDirectory, "schemes");
        if (!Directory.Exists(schemes)) return;
        var folder = Directory.CreateDirectory(Path.Combine(_archive, "schemes")).FullName;
        foreach (var path in Directory.GetFiles(schemes, "*.yaml"))
        {
            var place = Path.Combine(folder, Path.GetFileName(path));
            if (File.Exists(place)) continue;
            File.Copy(path, place + Draft, overwrite: true);
            File.Move(place + Draft, place);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log cannot be archived to {Archive}; it keeps all its files until it can.")]
    private static partial void LogStalls(ILogger logger, Exception exception, string archive);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log is archived again.")]
    private static partial void LogGoesOn(ILogger logger);
}
