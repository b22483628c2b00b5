using Microsoft.Data.Sqlite;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>A release that is being made, in one transaction: disposed of without <see cref="Commit"/>, it never was.</summary>
public sealed class ReleaseWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly SqliteCommand _put;
    private readonly (Sector Sector, Window Window, DateTimeOffset From, DateTimeOffset To, string? Note) _about;
    private readonly TimeProvider _time;
    private readonly long _number;

    private ByteWriter _bytes = new(16 * 1024);
    private long _observations;
    private long _revised;

    internal ReleaseWriter(SqliteConnection connection, TimeProvider time, Sector sector, Window window, DateTimeOffset from, DateTimeOffset to, string? note)
    {
        (_connection, _time, _about) = (connection, time, (sector, window, from, to, note));
        _transaction = connection.BeginTransaction();
        using var last = connection.CreateCommand();
        last.CommandText = "SELECT coalesce(max(number), 0) FROM releases";
        _number = (long)last.ExecuteScalar()! + 1;
        // Blocks name it, so it is there before them; what it counts is known at the end.
        Insert();
        _put = connection.CreateCommand();
        _put.CommandText = "INSERT INTO blocks VALUES (@window, @part, @indicator, @start, @release, @bytes)";
        foreach (var name in (string[])["@window", "@part", "@indicator", "@start", "@release", "@bytes"]) _put.Parameters.Add(new SqliteParameter(name, null));
    }

    /// <summary>Adds the observations of a block, in the order of their areas.</summary>
    public void Add(in BlockKey key, IReadOnlyList<Observation> observations)
    {
        if (key.Window != _about.Window || key.StartMs < _about.From.ToUnixTimeMilliseconds() || key.StartMs >= _about.To.ToUnixTimeMilliseconds())
            throw new ArgumentException($"The period {key} is not one of the release.", nameof(key));

        _observations += observations.Count;
        _bytes.Reset();
        BlockCodec.Write(ref _bytes, observations);
        var before = FindBytes(_connection, key, _number);
        if (before is not null && _bytes.Written.SequenceEqual(before)) return;

        if (before is not null) _revised += CountRevised(BlockCodec.Read(before), observations);
        _put.Parameters[0].Value = (int)key.Window;
        _put.Parameters[1].Value = key.Part;
        _put.Parameters[2].Value = (int)key.Indicator;
        _put.Parameters[3].Value = key.StartMs;
        _put.Parameters[4].Value = _number;
        _put.Parameters[5].Value = _bytes.Written.ToArray();
        _put.ExecuteNonQuery();
    }

    /// <summary>Publishes it.</summary>
    public Release Commit()
    {
        var recorded = _time.GetUtcNow().ToUnixTimeMilliseconds();
        using var command = _connection.CreateCommand();
        // Never before an earlier release, whatever the clock says: times name what was published.
        command.CommandText =
            """
            UPDATE releases SET recorded_ms = max(@recorded, (SELECT coalesce(max(recorded_ms), 0) FROM releases WHERE number < @number)),
                observations = @observations, revised = @revised WHERE number = @number RETURNING recorded_ms
            """;
        command.Parameters.AddWithValue("@recorded", recorded);
        command.Parameters.AddWithValue("@number", _number);
        command.Parameters.AddWithValue("@observations", _observations);
        command.Parameters.AddWithValue("@revised", _revised);
        var recordedMs = (long)command.ExecuteScalar()!;
        _transaction.Commit();
        return new Release(
            _number, _about.Sector, _about.Window, _about.From, _about.To, DateTimeOffset.FromUnixTimeMilliseconds(recordedMs), _observations, _revised, _about.Note);
    }

    public void Dispose()
    {
        _put.Dispose();
        _transaction.Dispose();
    }

    internal static byte[]? FindBytes(SqliteConnection connection, in BlockKey key, long release)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT bytes FROM blocks WHERE window = @window AND part = @part AND indicator = @indicator AND start_ms = @start AND release <= @release
            ORDER BY release DESC LIMIT 1
            """;
        command.Parameters.AddWithValue("@window", (int)key.Window);
        command.Parameters.AddWithValue("@part", key.Part);
        command.Parameters.AddWithValue("@indicator", (int)key.Indicator);
        command.Parameters.AddWithValue("@start", key.StartMs);
        command.Parameters.AddWithValue("@release", release);
        return (byte[]?)command.ExecuteScalar();
    }

    private void Insert()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO releases VALUES (@number, @sector, @window, @from, @to, 0, 0, 0, @note)";
        command.Parameters.AddWithValue("@number", _number);
        command.Parameters.AddWithValue("@sector", (int)_about.Sector);
        command.Parameters.AddWithValue("@window", (int)_about.Window);
        command.Parameters.AddWithValue("@from", _about.From.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@to", _about.To.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@note", (object?)_about.Note ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    private static long CountRevised(List<Observation> before, IReadOnlyList<Observation> now)
    {
        var known = before.ToDictionary(observation => observation.Area, StringComparer.Ordinal);
        var same = now.Count(observation => known.TryGetValue(observation.Area, out var other) && other == observation);
        return Math.Max(before.Count, now.Count) - same;
    }
}
