using Dapper;
using Microsoft.Data.Sqlite;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>
/// All releases, in reports.db. What was published is never changed: a release adds what it says otherwise, so that what
/// was published at any time before is found again. One writer at a time; readers see whole releases alone.
/// </summary>
/// <remarks>I/O failures (a full disk, say) are thrown as <see cref="SqliteException"/>; nothing of the release holds then.</remarks>
public sealed partial class ReleaseStore : IDisposable
{
    private readonly ScriptedDatabase _database;
    private readonly SqliteConnection _writer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _waitsForOther;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    /// <summary>So long a release waits for another one that is being made.</summary>
    public static TimeSpan DefaultWait { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Opens the store or makes it.</summary>
    /// <param name="path">The database file; its folder exists.</param>
    /// <param name="waitsForOther">How long a release waits for another one that is being made; <see cref="DefaultWait"/> where nothing is said.</param>
    public ReleaseStore(string path, TimeProvider time, TimeSpan? waitsForOther = null)
    {
        _waitsForOther = waitsForOther ?? DefaultWait;
        _database = new ScriptedDatabase(path, typeof(ReleaseStore).Assembly);
        _writer = _database.OpenWriter();
        _time = time;
    }

    /// <summary>
    /// Begins a release; nothing of it is to be seen before <see cref="ReleaseWriter.Commit"/>. Throws
    /// <see cref="ReleaseBusyException"/> when another one takes too long.
    /// </summary>
    public ReleaseWriter Begin(
        Sector sector, Window window, DateTimeOffset from, DateTimeOffset to, string? note = null, CancellationToken cancellationToken = default)
    {
        if (!_oneWriter.Wait(_waitsForOther, cancellationToken)) throw new ReleaseBusyException(_waitsForOther);
        try
        {
            return new ReleaseWriter(_writer, _time, sector, window, from, to, note, () => _oneWriter.Release());
        }
        catch
        {
            _oneWriter.Release();
            throw;
        }
    }

    /// <summary>The newest release at a time; null where there was none. A number stands for all that was published until then.</summary>
    public long? NewestAt(DateTimeOffset time)
    {
        using var connection = _database.OpenReader();
        return connection.ExecuteScalar<long?>("SELECT max(number) FROM releases WHERE recorded_ms <= @at", new { at = time.ToUnixTimeMilliseconds() });
    }

    /// <summary>Releases of a sector, the newest first.</summary>
    public IReadOnlyList<Release> List(Sector sector, int limit)
    {
        using var connection = _database.OpenReader();
        return [.. connection.Query<ReleaseRow>(
            $"{ReleaseRow.Select} WHERE sector = @sector ORDER BY number DESC LIMIT @limit", new { sector = (int)sector, limit }).Select(row => row.ToRelease())];
    }

    /// <summary>The observations of a block as they were published by a release or before it; empty where nothing was.</summary>
    /// <param name="release">Its number; later ones do not count.</param>
    public IReadOnlyList<Observation> Find(in BlockKey key, long release)
    {
        using var connection = _database.OpenReader();
        return ReleaseWriter.FindBytes(connection, key, release) is { } bytes ? BlockCodec.Read(bytes) : [];
    }

    /// <summary>A reader for one answer, to be disposed of with it.</summary>
    public ReleaseReader OpenReader() => new(_database.OpenReader());

    public void Dispose()
    {
        _writer.Dispose();
        _database.CloseReaders();
        _oneWriter.Dispose();
    }
}
