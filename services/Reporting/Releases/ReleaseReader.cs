using Dapper;
using Microsoft.Data.Sqlite;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Releases;

/// <summary>
/// Reads what was published, for one answer. Each call is a read of its own and none stays open between calls, so that an
/// answer whose client takes an hour holds nothing of the file; it is whole all the same, since blocks are never changed
/// and each call names the release up to which it asks.
/// </summary>
/// <remarks>Which blocks there are is told by their index alone, without a look at their bytes. Not for two threads at once.</remarks>
public sealed class ReleaseReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _bytes;

    internal ReleaseReader(SqliteConnection connection)
    {
        _connection = connection;
        _bytes = connection.CreateCommand();
        _bytes.CommandText =
            "SELECT bytes, crc FROM blocks WHERE window = @window AND part = @part AND indicator = @indicator AND start_ms = @start AND release = @release";
        foreach (var name in (string[])["@window", "@part", "@indicator", "@start", "@release"]) _bytes.Parameters.Add(new SqliteParameter(name, null));
    }

    /// <summary>The newest release that was recorded at a time or before; null where there was none.</summary>
    public Release? NewestAt(DateTimeOffset time) =>
        _connection.QueryFirstOrDefault<ReleaseRow>(
            $"{ReleaseRow.Select} WHERE recorded_ms <= @at ORDER BY number DESC LIMIT 1", new { at = time.ToUnixTimeMilliseconds() })?.ToRelease();

    /// <summary>The releases after one and up to another, in the order of recording.</summary>
    public IReadOnlyList<Release> Between(long after, long upTo) =>
        [.. _connection.Query<ReleaseRow>($"{ReleaseRow.Select} WHERE number > @after AND number <= @upTo ORDER BY number", new { after, upTo }).Select(row => row.ToRelease())];

    /// <summary>The parts of the nation of which something was published, by their codes; the nation is the first.</summary>
    public IReadOnlyList<string> Parts(Window window)
    {
        var parts = new List<string>();
        // From one to the next in the index: a DISTINCT would read all of it.
        for (string? part = ""; ;)
        {
            part = _connection.ExecuteScalar<string?>(
                "SELECT part FROM blocks WHERE window = @window AND part > @part ORDER BY part LIMIT 1", new { window = (int)window, part });
            if (part is null) break;
            parts.Add(part);
        }

        return [.. parts.OrderBy(part => part != NationPart)];
    }

    /// <summary>The indicators of which something was published in a part, by their numbers.</summary>
    public IReadOnlyList<ushort> Indicators(Window window, string part)
    {
        var indicators = new List<ushort>();
        for (var indicator = -1; ;)
        {
            var next = _connection.ExecuteScalar<int?>(
                "SELECT indicator FROM blocks WHERE window = @window AND part = @part AND indicator > @indicator ORDER BY indicator LIMIT 1",
                new { window = (int)window, part, indicator });
            if (next is null) return indicators;
            indicator = next.Value;
            indicators.Add((ushort)indicator);
        }
    }

    /// <summary>How many periods there are in a range; of a million only that there are so many.</summary>
    public long CountPeriods(in BlockRange range, long upTo) =>
        _connection.ExecuteScalar<long>($"SELECT count(*) FROM (SELECT DISTINCT start_ms FROM blocks WHERE {Within} LIMIT 1000000)", Parameters(range, upTo));

    /// <summary>The first and the last period's start; null where there is none.</summary>
    public (long FirstMs, long LastMs)? Span(in BlockRange range, long upTo)
    {
        var first = _connection.ExecuteScalar<long?>($"SELECT start_ms FROM blocks WHERE {Within} ORDER BY start_ms LIMIT 1", Parameters(range, upTo));
        if (first is null) return null;
        return (first.Value, _connection.ExecuteScalar<long>($"SELECT start_ms FROM blocks WHERE {Within} ORDER BY start_ms DESC LIMIT 1", Parameters(range, upTo)));
    }

    /// <summary>All versions of the blocks in a range up to a release, by start and release.</summary>
    public List<BlockVersion> Versions(in BlockRange range, long upTo)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT start_ms, release FROM blocks WHERE {Within} ORDER BY start_ms, release";
        command.Parameters.AddWithValue("@window", (int)range.Window);
        command.Parameters.AddWithValue("@part", range.Part);
        command.Parameters.AddWithValue("@indicator", (int)range.Indicator);
        command.Parameters.AddWithValue("@from", range.FromMs);
        command.Parameters.AddWithValue("@to", range.ToMs);
        command.Parameters.AddWithValue("@upTo", upTo);
        var versions = new List<BlockVersion>();
        using var rows = command.ExecuteReader();
        while (rows.Read()) versions.Add(new BlockVersion(rows.GetInt64(0), rows.GetInt64(1)));
        return versions;
    }

    /// <summary>The observations of a block as a release has it.</summary>
    /// <exception cref="StoreDamagedException">Its bytes cannot be read.</exception>
    public List<Observation> Read(in BlockRange range, BlockVersion version)
    {
        _bytes.Parameters[0].Value = (int)range.Window;
        _bytes.Parameters[1].Value = range.Part;
        _bytes.Parameters[2].Value = (int)range.Indicator;
        _bytes.Parameters[3].Value = version.StartMs;
        _bytes.Parameters[4].Value = version.Release;
        using var row = _bytes.ExecuteReader();
        try
        {
            if (!row.Read()) throw new InvalidDataException("CORRUPT: a block is in its table's index and not in the table.");
            var bytes = (byte[])row[0];
            var key = new BlockKey(range.Window, range.Part, range.Indicator, version.StartMs);
            return BlockCodec.Read(StoredBytes.Verify(bytes, row.GetInt64(1), StoredBytes.SumOf(bytes, key, version.Release), "a block"));
        }
        catch (InvalidDataException damaged)
        {
            throw new StoreDamagedException($"{damaged.Message} ({range}, {version})", damaged);
        }
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _connection.Dispose();
    }

    // The part of what is the nation's and in no province.
    private const string NationPart = "VN";

    private const string Within =
        "window = @window AND part = @part AND indicator = @indicator AND start_ms >= @from AND start_ms < @to AND release <= @upTo";

    private static object Parameters(in BlockRange range, long upTo) =>
        new { window = (int)range.Window, part = range.Part, indicator = (int)range.Indicator, from = range.FromMs, to = range.ToMs, upTo };
}
