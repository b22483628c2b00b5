using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Erasure;

/// <summary>Which readings were ordered to be erased, and what became of it: kept for ever, as it tells why they are missing.</summary>
/// <remarks>
/// <c>readings</c>, <c>erased_ms</c> and <c>commit_number</c> are null until the readings are gone from all that is asked;
/// <c>scrubbed</c> says that their bytes are gone from the file as well.
/// </remarks>
internal sealed class ErasureTable(Database database)
{
    public const string Schema =
        """
        CREATE TABLE IF NOT EXISTS erasures (device INTEGER NOT NULL, number INTEGER NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,
            ordered_ms INTEGER NOT NULL, ordered_by TEXT NOT NULL, reason TEXT NOT NULL, erased_ms INTEGER, settled_ms INTEGER, readings INTEGER,
            commit_number INTEGER, scrubbed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (device, number)) WITHOUT ROWID;

        """;

    public const string OfDevice =
        "SELECT number, from_ms, until_ms, ordered_ms, ordered_by, reason, erased_ms, readings, settled_ms, scrubbed FROM erasures WHERE device = ?1 ORDER BY number";

    private readonly Statement _order = database.Prepare(
        "INSERT OR REPLACE INTO erasures (device, number, from_ms, until_ms, ordered_ms, ordered_by, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly Statement _done = database.Prepare(
        "UPDATE erasures SET erased_ms = ?3, settled_ms = ?4, readings = ?5, commit_number = ?6 WHERE device = ?1 AND number = ?2");

    private readonly Statement _unscrubbed = database.Prepare("SELECT count(*) FROM erasures WHERE erased_ms IS NOT NULL AND scrubbed = 0");
    private readonly Statement _scrubbed = database.Prepare("UPDATE erasures SET scrubbed = 1 WHERE erased_ms IS NOT NULL");

    public void Add(in ErasureOrder order) => _order.Bind(1, order.Device).Bind(2, order.Order).Bind(3, order.FromMs).Bind(4, order.UntilMs)
        .Bind(5, order.ReceiptMs).Bind(6, order.By).Bind(7, order.Reason).Run();

    /// <param name="readings">As many were erased.</param>
    public void Done(ErasedReadings erasure, long readings, long commit) => _done.Bind(1, erasure.Device).Bind(2, erasure.Order)
        .Bind(3, erasure.ClockMs).Bind(4, erasure.SettledMs).Bind(5, readings).Bind(6, commit).Run();

    /// <summary>Bytes of what was erased may be in the file yet.</summary>
    public bool HasUnscrubbed => _unscrubbed.FirstLong() > 0;

    public void NoteScrubbed() => _scrubbed.Run();
}
