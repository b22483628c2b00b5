using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Readings;

/// <summary>
/// Merges segments: so many of one level become one of the next, so that a reading is rewritten once a level and a query
/// opens few of them. Each merge is a transaction of its own.
/// </summary>
internal sealed class Compaction(Database database, StorageOptions options)
{
    private readonly ChunkCodec _codec = new();
    private readonly Segment.Builder _builder = new();
    private readonly List<StoredReading> _readings = [];
    private readonly Statement _crowded = database.Prepare(
        "SELECT level FROM segments WHERE readings < ?1 GROUP BY level HAVING count(*) >= ?2 ORDER BY level LIMIT 1");
    private readonly Statement _oldest = database.Prepare(
        "SELECT id, bytes FROM segments WHERE level = ?1 AND readings < ?2 ORDER BY id LIMIT ?3");
    private readonly Statement _insert = database.Prepare(
        "INSERT INTO segments (level, first_ms, last_ms, readings, bytes) VALUES (?1, ?2, ?3, ?4, ?5)");
    private readonly Statement _delete = database.Prepare("DELETE FROM segments WHERE id = ?1");
    private int _commits;

    /// <summary>Makes one merge where a level is crowded.</summary>
    public void Step()
    {
        if (++_commits % options.CompactionFanOut != 0) return;
        while (FindCrowded() is { } level) database.Transact(() => Merge(level));
    }

    private int? FindCrowded()
    {
        _crowded.Bind(1, options.CompactedReadings).Bind(2, options.CompactionFanOut);
        if (!_crowded.Step()) return null;
        var level = _crowded.Int(0);
        _crowded.Reset();
        return level;
    }

    private void Merge(int level)
    {
        var ids = new List<long>();
        var inputs = new List<byte[]>();
        _oldest.Bind(1, level).Bind(2, options.CompactedReadings).Bind(3, options.CompactionFanOut);
        while (_oldest.Step())
        {
            ids.Add(_oldest.Long(0));
            inputs.Add(_oldest.Blob(1).ToArray());
        }

        _builder.Reset();
        foreach (var (series, chunks) in ChunksBySeries(inputs))
        {
            _readings.Clear();
            foreach (var (input, start, length) in chunks)
            {
                var reader = new ByteReader(inputs[input].AsSpan(start, length));
                _codec.Read(ref reader, _readings);
            }

            _builder.Add(series, CollectionsMarshal.AsSpan(_readings));
        }

        foreach (var id in ids) _delete.Bind(1, id).Run();
        _insert.Bind(1, level + 1).Bind(2, _builder.FirstMs).Bind(3, _builder.LastMs).Bind(4, _builder.ReadingCount)
            .Bind(5, _builder.Finish()).Run();
    }

    private static SortedDictionary<int, List<(int Input, int Start, int Length)>> ChunksBySeries(List<byte[]> inputs)
    {
        var bySeries = new SortedDictionary<int, List<(int, int, int)>>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var entries = Segment.Open(inputs[i]).Entries();
            while (entries.MoveNext())
            {
                if (!bySeries.TryGetValue(entries.Series, out var chunks)) bySeries.Add(entries.Series, chunks = []);
                chunks.Add((i, entries.ChunkStart, entries.Chunk.Length));
            }
        }

        return bySeries;
    }
}
