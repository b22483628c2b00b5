namespace SmartSectors.Telemetry.Queries;

/// <summary>What the status page and the demo's table show of the running platform.</summary>
/// <param name="Acknowledging">False while the log cannot be written (a full disk, say): nothing is acknowledged then.</param>
/// <param name="Problem">Why, in a sentence; null when all is well.</param>
/// <param name="CatchingUp">True while recovery or a backlog is being applied.</param>
/// <param name="UnappliedReadings">Acknowledged readings that are not applied yet.</param>
/// <param name="AcknowledgedMessages">Since start.</param>
/// <param name="AppliedReadings">Since start.</param>
/// <param name="Devices">Devices ever heard.</param>
/// <param name="ActiveDevices">Devices whose grain is in memory.</param>
/// <param name="LiveDevices">Devices whose link state is live.</param>
/// <param name="Sites">Sites ever heard.</param>
/// <param name="StoppedPartitions">Partitions stopped by a block that could not be applied.</param>
public sealed record PlatformStatus(
    bool Acknowledging, string? Problem, bool CatchingUp, long UnappliedReadings, long AcknowledgedMessages,
    long AppliedReadings, long Devices, long ActiveDevices, long LiveDevices, long Sites, IReadOnlyList<int> StoppedPartitions);

/// <summary>The platform's own state, cheap enough to ask every second.</summary>
public interface IPlatformStatusQuery
{
    PlatformStatus Current();
}
