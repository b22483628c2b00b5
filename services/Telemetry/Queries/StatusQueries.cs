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
    long AppliedReadings, long Devices, long ActiveDevices, long LiveDevices, long Sites, IReadOnlyList<int> StoppedPartitions)
{
    /// <summary>Acknowledged readings of backfill, and of other disorder, that are not decided yet.</summary>
    public long UndecidedBackfill { get; init; }

    /// <summary>Brokers that this process reads from; none by default.</summary>
    public IReadOnlyList<BrokerStatus> Brokers { get; init; } = [];

    /// <summary>The InfluxDB that is kept in step; null without one.</summary>
    public SinkStatus? Sink { get; init; }

    /// <summary>How the disk budget fares; null without one.</summary>
    public DiskStatus? Disk { get; init; }
}

/// <summary>How reading from somebody else's broker goes.</summary>
/// <param name="Broker">Host and port.</param>
/// <param name="Connected">True while its subscriptions stand.</param>
/// <param name="Problem">Why the last connection ended or could not be made; null while connected.</param>
/// <param name="Received">Messages that it delivered since start, repeated ones included.</param>
/// <param name="Acknowledged">Deliveries acknowledged to it since start, all of them durable.</param>
/// <param name="Reconnects">Connections after the first.</param>
public sealed record BrokerStatus(string Broker, bool Connected, string? Problem, long Received, long Acknowledged, long Reconnects);

/// <summary>The platform's own state, cheap enough to ask every second.</summary>
public interface IPlatformStatusQuery
{
    PlatformStatus Current();
}
