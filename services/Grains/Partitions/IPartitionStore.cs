using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>The key of a site shard's stored cell.</summary>
/// <param name="Site">The site's index in the partition.</param>
public readonly record struct CellKey(ushort Indicator, Window Window, long StartMs, int Site);

/// <summary>A stored reading of one series.</summary>
/// <param name="Findings">What its tests found, suspect or fail; the others are not kept.</param>
public readonly record struct StoredReading(long TimeMs, double Value, ReadingFlag Flag, QualityFlags Findings = default);

/// <summary>A device's row, written when it is first seen.</summary>
public readonly record struct DeviceRow(int Index, int Site, string Id);

/// <summary>A site shard's row, written when it is first seen and when its commune changes.</summary>
/// <param name="Area">As <see cref="Log.SiteSeen"/> has it.</param>
public readonly record struct SiteRow(int Index, byte Sector, string Id, string Area);

/// <summary>One stay of a device that moves, from a moment on.</summary>
/// <param name="Ordinal">Its bit among the devices of that site shard.</param>
public readonly record struct ResidenceRow(int Device, long FromMs, int Site, int Ordinal);

/// <summary>A message that ingestion refused and that was kept as evidence, within its budget.</summary>
/// <param name="Body">The first bytes of the payload.</param>
public readonly record struct RefusedMessage(long ReceiptMs, RejectReason Reason, string Topic, byte[] Body);

/// <summary>A kept reading of an unknown indicator, and when it was received.</summary>
public readonly record struct UnknownRow(UnknownKey Key, KeptReading Reading, long ReceiptMs);

/// <summary>An order to erase a device's readings, and when it was received.</summary>
/// <param name="Device">Its index in the partition.</param>
/// <param name="Order">Counted by device.</param>
/// <param name="FromMs"><see cref="long.MinValue"/> for since ever.</param>
public readonly record struct ErasureOrder(int Device, int Order, long FromMs, long UntilMs, long ReceiptMs, string By, string Reason);

/// <summary>What such an order erases, now that what the readings made is closed.</summary>
/// <param name="Series">The device's series.</param>
/// <param name="SettledMs">Nothing that the device measured before this moment is taken any more.</param>
/// <param name="ClockMs">When, by the log's clock.</param>
public sealed record ErasedReadings(int Device, int Order, long FromMs, long UntilMs, IReadOnlySet<int> Series, long SettledMs, long ClockMs);

/// <summary>A series' row: which device and indicator the store's series numbers mean.</summary>
public readonly record struct SeriesRow(int Index, int Device, ushort Indicator);

/// <summary>The readings of a partition that are committed.</summary>
public interface ICommittedReadings
{
    /// <summary>
    /// The committed readings of a series with from ≤ time &lt; to, in time order. One that was flagged anew was stored
    /// again: the newest is given.
    /// </summary>
    void ReadSeries(int partition, int series, long fromMs, long toMs, List<StoredReading> into);

    /// <summary>The same of several series at once, each in its list; a series without readings gets none.</summary>
    void ReadSeries(int partition, IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into);
}

/// <summary>
/// The durable side of a partition. A commit is one transaction; what it holds and the cursor become visible together.
/// Called by the partition's worker alone.
/// </summary>
public interface IPartitionStore : ICommittedReadings
{
    /// <summary>Everything that recovery needs of a partition, as of its last commit.</summary>
    PartitionSnapshot Load(int partition);

    /// <summary>Writes a commit. Throws <see cref="StoreUnavailableException"/> when it could not; then nothing of it is visible.</summary>
    void Commit(int partition, PartitionCommit commit);

    /// <summary>The number of a committed series, or null.</summary>
    int? FindSeries(int partition, int device, ushort indicator);

    /// <summary>A page of state as it was last written.</summary>
    byte[] ReadPage(int partition, StatePageKind kind, int number);

    /// <summary>The stays of a device that were moved out of its state, in the order of time.</summary>
    IReadOnlyList<ResidenceRow> ReadResidences(int partition, int device);

    /// <summary>The stored form of a cell (see <see cref="StoredCell"/>), or null.</summary>
    StoredCell? FindCell(int partition, in CellKey key);

    /// <summary>A hint: nobody needs the change feed up to this commit any more.</summary>
    void TrimFeed(int partition, long commitNumber);

    /// <summary>The cursor that survives a power loss: the log is needed from here on.</summary>
    long DurableCursor(int partition);
}

/// <summary>The store cannot write now, as with a full disk; the same commit can be tried again.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <summary>What <see cref="IPartitionStore.Load"/> gives.</summary>
/// <param name="Head">The partition's own scalars; null for a new partition.</param>
/// <param name="Cursor">The offset of the last block that is applied.</param>
/// <param name="CommitNumber">The number of the last commit.</param>
/// <param name="Deltas">State deltas in the order of their commits.</param>
public sealed record PartitionSnapshot(
    byte[]? Head,
    long Cursor,
    long CommitNumber,
    IReadOnlyList<SiteRow> Sites,
    IReadOnlyList<StatePage> Pages,
    IReadOnlyList<(long CommitNumber, byte[] Bytes)> Deltas);

/// <summary>The state of a range of devices or sites, as of a commit.</summary>
public readonly record struct StatePage(StatePageKind Kind, int Number, long CommitNumber, ReadOnlyMemory<byte> Bytes);

/// <summary>What a page of state holds. The numbers are durable.</summary>
public enum StatePageKind : byte
{
    /// <summary>256 devices.</summary>
    Devices = 1,

    /// <summary>16 sites with their gathering cells.</summary>
    Sites = 2,
}
