using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Partitions;

/// <summary>The kept readings of unknown indicators of one partition: a row a name and commit, within a budget and an age.</summary>
internal sealed class UnknownTable
{
    // About what a row takes besides its name and readings.
    private const int RowBytes = 96;

    private readonly long _budgetBytes;
    private readonly long _keptMs;
    private readonly Statement _all, _replace, _add, _rowsUpTo, _remove, _oldest, _drop, _size;
    private long _bytes;
    private bool _areBytesKnown, _isWritten;

    public UnknownTable(Database database, StorageOptions options)
    {
        _budgetBytes = options.UnknownReadingsBytes / Numbers.PartitionCount;
        _keptMs = (long)options.UnknownReadingsKept.TotalMilliseconds;
        _add = database.Prepare("INSERT INTO unknown (sector, name, unit, receipt_ms, readings, bytes, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _rowsUpTo = database.Prepare("SELECT id, receipt_ms, bytes, crc, sector, readings FROM unknown WHERE sector = ?1 AND name = ?2 AND unit = ?3 ORDER BY id");
        _all = database.Prepare("SELECT id, bytes, crc, sector, receipt_ms, readings FROM unknown ORDER BY id");
        _replace = database.Prepare("UPDATE unknown SET readings = ?2, bytes = ?3, crc = ?4 WHERE id = ?1");
        _remove = database.Prepare("DELETE FROM unknown WHERE id = ?1");
        _oldest = database.Prepare("SELECT id, readings, length(bytes) + length(name), receipt_ms FROM unknown ORDER BY id LIMIT 1");
        _drop = database.Prepare("INSERT INTO unknown_dropped VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET readings = readings + ?1");
        _size = database.Prepare($"SELECT coalesce(sum(length(bytes) + length(name) + {RowBytes}), 0) FROM unknown");
    }

    /// <summary>Writes what a commit kept and removes what it took in. Within the commit's transaction.</summary>
    public void Write(PartitionCommit commit)
    {
        if (commit.Unknown.Count == 0 && commit.Taken.Count == 0) return;

        // What a failed transaction took back was counted.
        if (!_areBytesKnown) _bytes = _size.FirstLong() ?? 0;
        (_areBytesKnown, _isWritten) = (false, true);
        foreach (var rows in commit.Unknown.GroupBy(row => row.Key))
        {
            Add(rows.Key, rows.Last().ReceiptMs, [.. rows.Select(row => row.Reading)]);
        }

        if (commit.Taken.Count > 0)
        {
            foreach (var (key, sequence) in commit.Taken) RemoveTaken(key, sequence);
            _bytes = _size.FirstLong() ?? 0;
        }

        if (commit.Unknown.Count > 0) Expire(commit.Unknown[^1].ReceiptMs);
        while (_bytes > _budgetBytes && TryRemoveOldest(long.MaxValue, out var readings)) _drop.Bind(1, readings).Run();
    }

    /// <summary>The transaction of the last <see cref="Write"/> stands.</summary>
    public void Committed()
    {
        _areBytesKnown |= _isWritten;
        _isWritten = false;
    }

    /// <summary>Removes what is too old at a moment; rows stand in the order of their receipt.</summary>
    public void Expire(long nowMs)
    {
        while (TryRemoveOldest(nowMs - _keptMs, out _))
        {
            // The next.
        }
    }

    private void Add(UnknownKey key, long receiptMs, List<KeptReading> readings)
    {
        var bytes = Encode(readings);
        _add.Bind(1, (int)key.Sector).Bind(2, key.Name).Bind(3, key.Unit).Bind(4, receiptMs).Bind(5, readings.Count).Bind(6, bytes)
            .Bind(7, RowSum.Of(bytes, (long)key.Sector, receiptMs, readings.Count)).Run();
        _bytes += bytes.Length + key.Name.Length + RowBytes;
    }

    private static byte[] Encode(List<KeptReading> readings)
    {
        var writer = new ByteWriter(32 + (readings.Count * 16));
        KeptReadings.Write(ref writer, readings);
        return writer.Written.ToArray();
    }

    /// <summary>Removes the readings of a device measured in [from, to).</summary>
    public void Erase(int device, long fromMs, long toMs)
    {
        var changed = new List<(long Id, long Sector, long ReceiptMs, List<KeptReading> Left)>();
        while (_all.Step())
        {
            var reader = new ByteReader(_all.Verified(1, 2, _all.Long(3), _all.Long(4), _all.Long(5)));
            var readings = KeptReadings.Read(ref reader);
            if (readings.RemoveAll(reading => reading.Device == device && reading.TimeMs >= fromMs && reading.TimeMs < toMs) > 0)
                changed.Add((_all.Long(0), _all.Long(3), _all.Long(4), readings));
        }

        foreach (var (id, sector, receiptMs, left) in changed)
        {
            var bytes = Encode(left);
            if (left.Count == 0) _remove.Bind(1, id).Run();
            else _replace.Bind(1, id).Bind(2, left.Count).Bind(3, bytes).Bind(4, RowSum.Of(bytes, sector, receiptMs, left.Count)).Run();
        }

        _areBytesKnown = false;
    }

    // A commit after a crash may have gathered other readings into a row than the one before it.
    private void RemoveTaken(UnknownKey key, long sequence)
    {
        var rows = new List<(long Id, long ReceiptMs, List<KeptReading> Readings)>();
        _rowsUpTo.Bind(1, (int)key.Sector).Bind(2, key.Name).Bind(3, key.Unit);
        while (_rowsUpTo.Step())
        {
            var reader = new ByteReader(_rowsUpTo.Verified(2, 3, _rowsUpTo.Long(4), _rowsUpTo.Long(1), _rowsUpTo.Long(5)));
            rows.Add((_rowsUpTo.Long(0), _rowsUpTo.Long(1), KeptReadings.Read(ref reader)));
        }

        foreach (var (id, receiptMs, readings) in rows)
        {
            if (readings[0].Sequence > sequence) continue;
            _remove.Bind(1, id).Run();
            var left = readings.FindAll(reading => reading.Sequence > sequence);
            if (left.Count > 0) Add(key, receiptMs, left);
        }
    }

    private bool TryRemoveOldest(long receivedBeforeMs, out int readings)
    {
        readings = 0;
        if (!_oldest.Step()) return false;
        var (id, bytes, receiptMs) = (_oldest.Long(0), _oldest.Long(2), _oldest.Long(3));
        readings = _oldest.Int(1);
        _oldest.Reset();
        if (receiptMs >= receivedBeforeMs) return false;

        _remove.Bind(1, id).Run();
        _bytes -= bytes + RowBytes;
        return true;
    }
}
