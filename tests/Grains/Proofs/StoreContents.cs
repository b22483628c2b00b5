using Microsoft.Data.Sqlite;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Cells;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>Everything that a partition's database tells others.</summary>
internal sealed class StoreContents
{
    public StoreContents(PartitionRig rig, Partition partition)
    {
        using var connection = rig.Connect(partition.Number);
        ReadCells(connection.DataSource, partition.Number);
        ReadLedgers(connection, partition.Number);
        ReadReadings(connection, rig, partition);
    }

    /// <summary>By the site's number.</summary>
    public Dictionary<NaiveKey, (int Revision, bool IsFinal, byte[] Content)> Cells { get; } = [];

    public Dictionary<uint, LedgerBalance> Ledgers { get; } = [];

    /// <summary>In the order of time.</summary>
    public Dictionary<(uint Device, ushort Indicator), List<StoredReading>> Readings { get; } = [];

    /// <summary>All of it as text, for comparing two stores as wholes.</summary>
    public string Describe()
    {
        var lines = Cells.Select(cell => $"{cell.Key} r{cell.Value.Revision} {cell.Value.IsFinal} {Convert.ToHexString(cell.Value.Content)}")
            .Concat(Ledgers.Select(ledger => $"site {ledger.Key}: {Describe(ledger.Value)}"))
            .Concat(Readings.Select(series => $"{series.Key}: {string.Join(' ', series.Value.Select(reading => $"{reading.TimeMs}={BitConverter.DoubleToInt64Bits(reading.Value):X}/{reading.Flag}/{reading.Findings.Bits:X}"))}"));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static string Describe(LedgerBalance balance) =>
        $"{balance.Received} {balance.Stored} {balance.Duplicates} {balance.Pending} {string.Join(' ', balance.Rejected.OrderBy(reason => reason.Key))}";

    private void ReadCells(string path, int partition)
    {
        foreach (var (indicator, window, row) in StoredCells.Read(path, CellKind.Sites))
        {
            var stored = StoredCell.Of(row.Standing, row.Content);
            Cells.Add(new NaiveKey(Numbers.Of(partition, row.Owner), indicator, window, row.StartMs), (stored.Revision, stored.IsFinal, CellCodec.Encode(row.Content)));
        }
    }

    private void ReadLedgers(SqliteConnection connection, int partition)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT site, balance FROM ledgers";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var reader = new ByteReader((byte[])rows[1]);
            var site = rows.GetInt32(0);
            Ledgers.Add(site == 0 ? Numbers.None : Numbers.Of(partition, site), SiteBalance.Read(ref reader));
        }
    }

    private void ReadReadings(SqliteConnection connection, PartitionRig rig, Partition partition)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT idx, device, indicator FROM series";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var readings = new List<StoredReading>();
            rig.ReadSeries(partition.Number, rows.GetInt32(0), readings);
            Readings.Add((Numbers.Of(partition.Number, rows.GetInt32(1)), (ushort)rows.GetInt32(2)), readings);
        }
    }
}
