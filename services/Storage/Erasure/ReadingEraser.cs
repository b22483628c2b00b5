using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Retention;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Erasure;

/// <summary>
/// Takes the raw readings of a device out of a partition's database, within the commit that says so: out of segments and
/// chunks, the anchors of what retention dropped, the readings of unknown indicators, and refused messages that name it.
/// </summary>
internal sealed class ReadingEraser(Database database, SeriesReader reader, UnknownTable unknown)
{
    private readonly ChunkTable _chunks = new(database);
    private readonly Anchors _anchors = new(database);
    private readonly ErasureTable _erasures = new(database);
    private readonly SegmentInputs _inputs = new();
    private readonly Segment.Builder _builder = new();
    private readonly List<StoredReading> _readings = [];
    private readonly Statement _inRange = database.Prepare("SELECT id FROM segments WHERE last_ms >= ?1 AND first_ms < ?2 ORDER BY id");
    private readonly Statement _bytes = database.Prepare("SELECT bytes, crc FROM segments WHERE id = ?1");
    private readonly Statement _rewrite = database.Prepare("UPDATE segments SET first_ms = ?2, last_ms = ?3, readings = ?4, bytes = ?5, crc = ?6 WHERE id = ?1");
    private readonly Statement _drop = database.Prepare("DELETE FROM segments WHERE id = ?1");

    // A body may be a gateway's, with the readings of many: its sample goes all the same.
    private readonly Statement _dropRefused = database.Prepare(
        "DELETE FROM refused WHERE EXISTS (SELECT 1 FROM devices WHERE idx = ?1 AND (instr(topic, id) > 0 OR instr(body, CAST(id AS BLOB)) > 0))");

    /// <summary>Takes notice of the commit's orders, and does what is due. The commit's own readings are written before.</summary>
    public void Write(PartitionCommit commit)
    {
        foreach (var order in commit.ErasureOrders) _erasures.Add(order);
        foreach (var erasure in commit.Erasures) _erasures.Done(erasure, Erase(erasure), commit.Number);
    }

    private long Erase(ErasedReadings erasure)
    {
        var count = 0L;
        foreach (var series in erasure.Series) count += reader.Walk(series, erasure.FromMs, erasure.UntilMs).LongCount();
        EraseInSegments(erasure);
        foreach (var series in erasure.Series)
        {
            _chunks.Erase(series, erasure.FromMs, erasure.UntilMs);
            _anchors.Erase(series, erasure.FromMs, erasure.UntilMs);
        }

        unknown.Erase(erasure.Device, erasure.FromMs, erasure.UntilMs);
        _dropRefused.Bind(1, erasure.Device).Run();
        return count;
    }

    private void EraseInSegments(ErasedReadings erasure)
    {
        var ids = new List<long>();
        _inRange.Bind(1, erasure.FromMs).Bind(2, erasure.UntilMs);
        while (_inRange.Step()) ids.Add(_inRange.Long(0));
        foreach (var id in ids)
        {
            _bytes.Bind(1, id).Step();
            var bytes = _bytes.Verified(0, 1, id).ToArray();
            _bytes.Reset();
            if (HasAny(bytes, erasure.Series)) Rewrite(id, bytes, erasure);
        }
    }

    private static bool HasAny(byte[] segment, IReadOnlySet<int> series)
    {
        var entries = Segment.Open(segment).Entries();
        while (entries.MoveNext())
        {
            if (series.Contains(entries.Series)) return true;
        }

        return false;
    }

    private void Rewrite(long id, byte[] bytes, ErasedReadings erasure)
    {
        _inputs.Clear();
        _inputs.Add(bytes);
        _builder.Reset();
        foreach (var series in _inputs.Series(0, int.MaxValue))
        {
            _readings.Clear();
            _inputs.Read(_readings);
            if (erasure.Series.Contains(series)) _readings.RemoveAll(reading => reading.TimeMs >= erasure.FromMs && reading.TimeMs < erasure.UntilMs);
            if (_readings.Count > 0) _builder.Add(series, CollectionsMarshal.AsSpan(_readings));
        }

        _inputs.Clear();
        if (_builder.ReadingCount == 0)
        {
            _drop.Bind(1, id).Run();
            return;
        }

        var left = _builder.Finish();
        _rewrite.Bind(1, id).Bind(2, _builder.FirstMs).Bind(3, _builder.LastMs).Bind(4, _builder.ReadingCount).Bind(5, left).Bind(6, RowSum.Of(left, id)).Run();
    }
}
