using SmartSectors.Grains.Watching;
using SmartSectors.Host.Rules;
using SmartSectors.Ingestion;
using SmartSectors.Operations;
using SmartSectors.Storage;

namespace SmartSectors.Host.Configuration;

/// <summary>Limits that an operator may have to change; docs/operate.md tells what follows from each.</summary>
internal sealed record PlatformLimits
{
    /// <inheritdoc cref="IngestionOptions.MaxDevices"/>
    public int MaxDevices { get; init; } = new IngestionOptions().MaxDevices;

    /// <inheritdoc cref="IngestionOptions.MaxRoamingShards"/>
    public int MaxRoamingShards { get; init; } = new IngestionOptions().MaxRoamingShards;

    /// <inheritdoc cref="StorageOptions.UnknownReadingsBytes"/>
    public long UnknownReadingsBytes { get; init; } = new StorageOptions { DataDirectory = "" }.UnknownReadingsBytes;

    /// <inheritdoc cref="StorageOptions.UnknownReadingsKept"/>
    public TimeSpan UnknownReadingsKept { get; init; } = new StorageOptions { DataDirectory = "" }.UnknownReadingsKept;

    /// <inheritdoc cref="StorageOptions.MaxReadingsAsked"/>
    public long MaxReadingsAsked { get; init; } = new StorageOptions { DataDirectory = "" }.MaxReadingsAsked;

    /// <inheritdoc cref="OperationsOptions.MaxCellsAsked"/>
    public long MaxCellsAsked { get; init; } = new OperationsOptions().MaxCellsAsked;

    /// <inheritdoc cref="OperationsOptions.MaxDevicesAsked"/>
    public int MaxDevicesAsked { get; init; } = new OperationsOptions().MaxDevicesAsked;

    /// <inheritdoc cref="OperationsOptions.MaxStreams"/>
    public int MaxStreams { get; init; } = new OperationsOptions().MaxStreams;

    /// <inheritdoc cref="OperationsOptions.MaxKeys"/>
    public int MaxKeys { get; init; } = new OperationsOptions().MaxKeys;

    /// <inheritdoc cref="StorageOptions.CellsPackedAtOnce"/>
    public int CellsPackedAtOnce { get; init; } = new StorageOptions { DataDirectory = "" }.CellsPackedAtOnce;

    /// <inheritdoc cref="StorageOptions.ChunksDroppedAtOnce"/>
    public int ChunksDroppedAtOnce { get; init; } = new StorageOptions { DataDirectory = "" }.ChunksDroppedAtOnce;

    /// <summary>So many days, each of an indicator or a partition, are known to be unchanged (default 100,000, some 5 MB).</summary>
    public int MaxUnchangedDays { get; init; } = CommitVersions.DefaultMarks;

    /// <inheritdoc cref="RuleOptions.LookInterval"/>
    public TimeSpan LookInterval { get; init; } = new RuleOptions().LookInterval;
}
