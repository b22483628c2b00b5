namespace SmartSectors.Ingestion.Sessions;

/// <summary>Where MQTT sessions are kept, and how soon.</summary>
public sealed record SessionStoreOptions
{
    /// <summary>Folder that holds <c>sessions.db</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// The least time from the end of one commit to the next (default 2 ms): what comes meanwhile shares the next one, and
    /// what comes and goes meanwhile costs nothing. A change after a pause is not held back.
    /// </summary>
    public TimeSpan CommitSpacing { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long the writer waits after a failed commit before it tries again (default 1 s).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
