namespace SmartSectors.Storage;

/// <summary>The limits of the embedded stores.</summary>
public sealed record StorageOptions
{
    /// <summary>Folder that holds <c>log/</c>, <c>partitions/</c> and <c>areas.db</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A log segment file is closed at this size (default 256 MB); files are what truncation frees.</summary>
    public long LogSegmentBytes { get; init; } = 256L << 20;

    /// <summary>Where full files of the log are copied before they may go; null (the default) for nowhere.</summary>
    public string? LogArchiveDirectory { get; init; }

    /// <summary>With an archive a file of the log is closed at this age as well (default 10 min): what is younger is lost with the disk.</summary>
    public TimeSpan LogArchiveAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A block takes at most about so many bytes of batches (default 1 MB): larger ones make the fsync longer, and every acknowledgement in it waits.</summary>
    public int LogBlockBytes { get; init; } = 1 << 20;

    /// <summary>The least time from the end of one commit of the log to the next (default 2 ms): what comes meanwhile shares the next one. A message after a pause is not held back.</summary>
    public TimeSpan LogCommitSpacing { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Batches that wait for the log's writer hold at most so many bytes (default 32 MB); then appending waits.</summary>
    public long LogQueueBytes { get; init; } = 32L << 20;

    /// <summary>How long the log's writer waits after a failed write before it tries again (default 1 s).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a partition's database is checkpointed (default 30 s), which lets the log be truncated.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A partition keeps so many refused messages as evidence, the newest (default 1,000).</summary>
    public int RefusedMessagesKept { get; init; } = 1_000;

    /// <summary>
    /// Readings of unknown indicators are kept in so many bytes at most, all partitions together (default 256 MB, some 20
    /// million readings); then the oldest go, and are counted. Each partition has its part.
    /// </summary>
    public long UnknownReadingsBytes { get; init; } = 256L << 20;

    /// <summary>And so long at most (default 30 days).</summary>
    public TimeSpan UnknownReadingsKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Readings are kept so long (default 90 days), by whole local days of the log's clock; at least
    /// <see cref="LeastReadingsKept"/>, for those are read again when late ones come. Cells that they made stay, sealed.
    /// </summary>
    public TimeSpan ReadingsKept { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The 30 days in which readings are accepted and a week before, which the longest test looks back.</summary>
    public static readonly TimeSpan LeastReadingsKept = TimeSpan.FromDays(38);

    /// <summary>Cells of a minute are kept so long at sites (default 90 days); longer windows for ever. At least <see cref="LeastMinutesKept"/>.</summary>
    public TimeSpan SiteMinutesKept { get; init; } = TimeSpan.FromDays(90);

    /// <summary>And so long above the sites (default 30 days).</summary>
    public TimeSpan AreaMinutesKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What late readings may still revise.</summary>
    public static readonly TimeSpan LeastMinutesKept = TimeSpan.FromDays(30);

    /// <summary>
    /// What the data folder may take (default 0: no budget). Past it the oldest days of readings go before their time, of all
    /// partitions alike, and then the sites' minutes, never younger ones than <see cref="LeastReadingsKept"/> and
    /// <see cref="LeastMinutesKept"/>, until a twentieth of it is free. Free pages of databases are room.
    /// </summary>
    public long DiskBudgetBytes { get; init; }

    /// <summary>How long readings are kept at least, whatever the disk budget asks.</summary>
    public TimeSpan ReadingsKeptSurely => DiskBudgetBytes == 0 ? ReadingsKept : LeastReadingsKept;

    /// <summary>And cells of a minute at sites.</summary>
    public TimeSpan SiteMinutesKeptSurely => DiskBudgetBytes == 0 ? SiteMinutesKept : LeastMinutesKept;

    /// <summary>How often the data folder is looked at for its budget (default 1 min).</summary>
    public TimeSpan DiskLookInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>So many chunks, a day of a series each, are dropped at once (default 500), between two commits.</summary>
    public int ChunksDroppedAtOnce { get; init; } = 500;

    /// <summary>
    /// What a sink lacks is kept so much longer than its retention says (default 30 days), unless the disk budget asks for room;
    /// then it goes, and is counted.
    /// </summary>
    public TimeSpan SinkHeldLonger { get; init; } = TimeSpan.FromDays(30);

    /// <summary>So many questions are answered at once (default 4); a further one waits.</summary>
    public int ConcurrentQueries { get; init; } = 4;

    /// <summary>
    /// A question for a range of readings is refused when there are more in it (default 5,000,000, about a tenth of a second
    /// of one core).
    /// </summary>
    public long MaxReadingsAsked { get; init; } = 5_000_000;

    /// <summary>So many segments of one level are merged into one of the next (default 16).</summary>
    public int CompactionFanOut { get; init; } = 16;

    /// <summary>Segments of so many readings are merged no further (default 1,000,000).</summary>
    public int CompactedReadings { get; init; } = 1_000_000;

    /// <summary>
    /// The oldest segments are moved to chunks of one series and day when they hold at least so many readings (default
    /// 250,000), and about so many are moved at once. More: fewer rewrites, longer pauses between two commits.
    /// </summary>
    public int MovedReadings { get; init; } = 250_000;

    /// <summary>And so many readings a series on average (default 256), which is what a running day's chunks have at least.</summary>
    public int MovedReadingsPerSeries { get; init; } = 256;

    /// <summary>
    /// With a sink, segments that it lacks may take so many bytes in all partitions before they are moved to chunks all the
    /// same (default null: there is no sink). More: a longer outage is made up for by what was committed alone.
    /// </summary>
    public long? SinkHeldBytes { get; init; }

    /// <summary>
    /// Closed cells are packed about so many at a time (default 10,000, some 20 ms), between two commits. More: fewer
    /// transactions, longer pauses.
    /// </summary>
    public int CellsPackedAtOnce { get; init; } = 10_000;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(50 * 365);

    /// <summary>The same, dropping nothing: for tools that do not know what the platform is told to keep.</summary>
    internal StorageOptions KeepingAll() => this with
    {
        ReadingsKept = s_lifetime,
        SiteMinutesKept = s_lifetime,
        AreaMinutesKept = s_lifetime,
        UnknownReadingsKept = s_lifetime,
        UnknownReadingsBytes = 1L << 50,
    };
}
