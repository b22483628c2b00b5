using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>The limits and delays of the partitions. Those that shape results must be the same on every replay.</summary>
public sealed record PartitionOptions
{
    /// <summary>
    /// How long a window waits for stragglers after its end, by window (default 2 min, 5 min, 15 min, 2 h, 1 d). Longer:
    /// fewer revisions, later finality.
    /// </summary>
    public IReadOnlyList<TimeSpan> ClosingDelays { get; init; } =
        [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(2), TimeSpan.FromDays(1)];

    /// <summary>
    /// How often an open window that changed is published, by window (default 5 s, 15 s, 60 s, 5 min, 5 min), at whole
    /// multiples on the log clock. Shorter: fresher dashboards, more writing.
    /// </summary>
    public IReadOnlyList<TimeSpan> PublishEvery { get; init; } =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)];

    /// <summary>
    /// The least time between two revisions of a closed cell, by window (default 1 min, 1 min, 10 min, 1 h, 1 h), at whole
    /// multiples on the log clock. Late changes gather meanwhile.
    /// </summary>
    public IReadOnlyList<TimeSpan> ReviseEvery { get; init; } =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(1)];

    /// <summary>
    /// Of so many hours at most the minutes are made anew in one revision (default 72), as when a device's condition is told of
    /// weeks. More: sooner right, longer pauses of the partition (some 1 to 40 ms an hour, by the devices of a site).
    /// </summary>
    public int RebuiltHours { get; init; } = 72;

    /// <summary>Which moments of measurement are accepted.</summary>
    public AcceptanceOptions Acceptance { get; init; } = new();

    /// <summary>How often a partition commits (default 1 s): so long readings are not seen by others.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a commit may wait instead (default 5 s) when its readings are spread so thinly over sites that writing the
    /// gathering cells would cost more than the readings do; the closing of windows does not wait.
    /// </summary>
    public TimeSpan ThinCommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A commit is made when so many readings wait for it (default 262,144), which bounds its memory.</summary>
    public int CommitReadings { get; init; } = 256 * 1024;

    /// <summary>
    /// A device that was not heard for so long, and holds no value any more, is deactivated: its state stays in the store
    /// alone (default 1 h). Shorter: less memory, more reading when devices report seldom.
    /// </summary>
    public TimeSpan DeactivateAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many stays of a device that moves are kept in its state (default 64); half of them leave it when there are more,
    /// and are asked of the store where they are needed. Smaller: less memory, more reading for what comes late.
    /// </summary>
    public int ResidencesKept { get; init; } = 64;

    internal long ClosingDelayMs(Window window) => (long)ClosingDelays[(int)window].TotalMilliseconds;
}
