using Microsoft.Data.Sqlite;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>
/// A release that is being made, in one transaction: disposed of without <see cref="Commit"/>, it never was. Others wait
/// for it, readers do not.
/// </summary>
public sealed class ReleaseWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly SqliteCommand _put, _find;
    private readonly (Sector Sector, Window Window, DateTimeOffset From, DateTimeOffset To, string? Note) _about;
    private readonly TimeProvider _time;
    private readonly Action _ended;

    private ByteWriter _bytes = new(16 * 1024);
    private RevisionCount _revised;
    private bool _isDisposed;

    /// <param name="ended">Called once, when the next one may begin.</param>
    internal ReleaseWriter(
        SqliteConnection connection, TimeProvider time, Sector sector, Window window, DateTimeOffset from, DateTimeOffset to, string? note, Action ended)
    {
        (_connection, _time, _about, _ended) = (connection, time, (sector, window, from, to, note), ended);
        _transaction = connection.BeginTransaction();
        try
        {
            // Blocks name it, so it is there before them; what it counts is known at the end.
            Number = Insert();
        }
        catch
        {
            _transaction.Dispose();
            throw;
        }

        _put = connection.CreateCommand();
        _put.CommandText = "INSERT INTO blocks VALUES (@window, @part, @indicator, @start, @release, @bytes, @crc)";
        foreach (var name in (string[])["@window", "@part", "@indicator", "@start", "@release", "@bytes", "@crc"]) _put.Parameters.Add(new SqliteParameter(name, null));
        _find = FindCommand(connection);
    }

    /// <summary>The number that it gets.</summary>
    public long Number { get; }

    /// <summary>Periods that start before are final in it; none, where nobody says so.</summary>
    public DateTimeOffset ClosedBefore { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>How many observations it has by now.</summary>
    public long Observations { get; private set; }

    /// <summary>Adds the observations of a block, in the order of their areas.</summary>
    public void Add(in BlockKey key, IReadOnlyList<Observation> observations)
    {
        if (key.Window != _about.Window || key.StartMs < _about.From.ToUnixTimeMilliseconds() || key.StartMs >= _about.To.ToUnixTimeMilliseconds())
            throw new ArgumentException($"The period {key} is not one of the release.", nameof(key));

        Observations += observations.Count;
        _bytes.Reset();
        BlockCodec.Write(ref _bytes, observations);
        var before = FindBytes(_find, key, Number);
        if (before is not null && _bytes.Written.SequenceEqual(before)) return;

        if (before is not null) _revised.Add(BlockCodec.Read(before), observations);
        _put.Parameters[0].Value = (int)key.Window;
        _put.Parameters[1].Value = key.Part;
        _put.Parameters[2].Value = (int)key.Indicator;
        _put.Parameters[3].Value = key.StartMs;
        _put.Parameters[4].Value = Number;
        _put.Parameters[5].Value = _bytes.Written.ToArray();
        _put.Parameters[6].Value = StoredBytes.SumOf(_bytes.Written, key, Number);
        _put.ExecuteNonQuery();
    }

    /// <summary>What was decided of an indicator and month; null where nothing was yet.</summary>
    public IReadOnlyDictionary<string, Confidentiality>? FindDecision(ushort indicator, DateTimeOffset month)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT bytes, crc, release FROM decisions WHERE indicator = @indicator AND month_ms = @month";
        command.Parameters.AddWithValue("@indicator", (int)indicator);
        command.Parameters.AddWithValue("@month", month.ToUnixTimeMilliseconds());
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var bytes = (byte[])row[0];
        return DecisionCodec.Read(StoredBytes.Verify(
            bytes, row.GetInt64(1), StoredBytes.SumOf(bytes, indicator, month.ToUnixTimeMilliseconds(), row.GetInt64(2)), $"the decision of indicator {indicator} for {month:yyyy-MM}"));
    }

    /// <summary>Decides, for ever: it holds with this release, and for all that follow.</summary>
    public void Decide(ushort indicator, DateTimeOffset month, IReadOnlyDictionary<string, Confidentiality> statuses)
    {
        var bytes = DecisionCodec.Write(statuses);
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO decisions VALUES (@indicator, @month, @release, @bytes, @crc)";
        command.Parameters.AddWithValue("@indicator", (int)indicator);
        command.Parameters.AddWithValue("@month", month.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@release", Number);
        command.Parameters.AddWithValue("@bytes", bytes);
        command.Parameters.AddWithValue("@crc", StoredBytes.SumOf(bytes, indicator, month.ToUnixTimeMilliseconds(), Number));
        command.ExecuteNonQuery();
    }

    /// <summary>Publishes it.</summary>
    public Release Commit()
    {
        var recorded = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var note = _about.Note ?? _revised.Note;
        using var command = _connection.CreateCommand();
        // Never before an earlier release, whatever the clock says: times name what was published.
        command.CommandText =
            """
            UPDATE releases SET recorded_ms = max(@recorded, (SELECT coalesce(max(recorded_ms), 0) FROM releases WHERE number < @number)),
                observations = @observations, revised = @revised, note = @note, final_to_ms = @final WHERE number = @number RETURNING recorded_ms
            """;
        command.Parameters.AddWithValue("@recorded", recorded);
        command.Parameters.AddWithValue("@number", Number);
        command.Parameters.AddWithValue("@observations", Observations);
        command.Parameters.AddWithValue("@revised", _revised.Total);
        command.Parameters.AddWithValue("@final", ClosedBefore.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@note", (object?)note ?? DBNull.Value);
        var recordedMs = (long)command.ExecuteScalar()!;
        _transaction.Commit();
        return new Release(
            Number, _about.Sector, _about.Window, _about.From, _about.To, DateTimeOffset.FromUnixTimeMilliseconds(recordedMs), Observations, _revised.Total, note);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        try
        {
            _put.Dispose();
            _find.Dispose();
            _transaction.Dispose();
        }
        finally
        {
            _ended();
        }
    }

    /// <summary>A block's bytes as they were published by a release or before it; null where nothing was.</summary>
    internal static byte[]? FindBytes(SqliteConnection connection, in BlockKey key, long release)
    {
        using var command = FindCommand(connection);
        return FindBytes(command, key, release);
    }

    private static SqliteCommand FindCommand(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT bytes, crc, release FROM blocks WHERE window = @window AND part = @part AND indicator = @indicator AND start_ms = @start AND release <= @release
            ORDER BY release DESC LIMIT 1
            """;
        foreach (var name in (string[])["@window", "@part", "@indicator", "@start", "@release"]) command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    private static byte[]? FindBytes(SqliteCommand command, in BlockKey key, long release)
    {
        command.Parameters[0].Value = (int)key.Window;
        command.Parameters[1].Value = key.Part;
        command.Parameters[2].Value = (int)key.Indicator;
        command.Parameters[3].Value = key.StartMs;
        command.Parameters[4].Value = release;
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var bytes = (byte[])row[0];
        return StoredBytes.Verify(bytes, row.GetInt64(1), StoredBytes.SumOf(bytes, key, row.GetInt64(2)), $"a block of release {row.GetInt64(2)}: {key}");
    }

    private long Insert()
    {
        using var command = _connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO releases (number, sector, window, from_ms, to_ms, recorded_ms, observations, revised, note)
            SELECT coalesce(max(number), 0) + 1, @sector, @window, @from, @to, 0, 0, 0, @note FROM releases RETURNING number
            """;
        command.Parameters.AddWithValue("@sector", (int)_about.Sector);
        command.Parameters.AddWithValue("@window", (int)_about.Window);
        command.Parameters.AddWithValue("@from", _about.From.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@to", _about.To.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@note", (object?)_about.Note ?? DBNull.Value);
        return (long)command.ExecuteScalar()!;
    }
}
