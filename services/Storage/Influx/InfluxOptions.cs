namespace SmartSectors.Storage.Influx;

/// <summary>An InfluxDB beside the embedded store, and the limits of what is sent to it and asked of it.</summary>
public sealed class InfluxOptions
{
    /// <summary>Where its HTTP API is, such as <c>http://127.0.0.1:8086</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// A token, or <c>user:password</c> of a 1.x; null where the server asks for none. Never logged, which is why this is no
    /// record: those print what they hold.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>The database that holds everything (default <c>smartsectors</c>).</summary>
    public string Database { get; init; } = "smartsectors";

    /// <summary>
    /// How long the server keeps raw readings (default for ever); cells are kept for ever. Where it is shorter than the
    /// acceptance horizon, late readings of older days are refused by the server, and counted.
    /// </summary>
    public TimeSpan? RawRetention { get; init; }

    /// <summary>A write has at most so many lines (default 5,000, what InfluxDB's own documents recommend at most 10,000 of).</summary>
    public int BatchLines { get; init; } = 5_000;

    /// <summary>And about so many bytes before compression (default 1 MB); a server that finds it too large gets less.</summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>A request without its whole answer after so long has failed (default 30 s).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An answer is read up to so many bytes (default 64 MB); a longer one is a failure.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>The pause before a failed write is tried again begins with this (default 1 s) and doubles.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>And grows to this (default 1 min): so long at most after InfluxDB is back nothing is sent.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause between two looks for what was committed (default 1 s).</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// While InfluxDB lags, segments it lacks are not moved to chunks until they take so many bytes in all partitions
    /// (default 1 GB); beyond, the sink is degraded, and sends whole days again when it is back.
    /// </summary>
    public long HeldBytes { get; init; } = 1L << 30;

    /// <summary>
    /// While InfluxDB lags, what it lacks is kept so much longer than its retention says (default 30 days); beyond, or where the
    /// disk budget asks for room, it goes, is counted, and the sink goes on with what there is.
    /// </summary>
    public TimeSpan HeldLonger { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Readings of so long ago, and older ones, are asked of InfluxDB (default 31 days, the acceptance horizon and a day:
    /// they do not change any more).
    /// </summary>
    public TimeSpan AnswersAfter { get; init; } = TimeSpan.FromDays(31);

    /// <summary>Readings asked for at once when a range is walked (default 10,000).</summary>
    public int PageReadings { get; init; } = 10_000;
}
