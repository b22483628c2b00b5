using System.Runtime.InteropServices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Storage.Readings;

/// <summary>
/// Merges segments: so many of one level become one of the next, so that a reading is rewritten once a level and a query
/// opens few of them. Each merge is a transaction of its own. The order of the segments' ids is that of recency, which
/// decides between readings of one moment: a merged segment takes the newest id of those it was made of, and none is
/// merged past one that has grown too large to be merged.
/// </summary>
internal sealed class Compaction(Database database, StorageOptions options)
{
    private readonly ChunkCodec _codec = new();
    private readonly Segment.Builder _builder = new();
    private readonly List<StoredReading> _readings = [];
    private readonly Statement _all = database.Prepare("SELECT id, level, readings FROM segments ORDER BY id");
    private readonly Statement _bytes = database.Prepare("SELECT bytes FROM segments WHERE id = ?1");
    private readonly Statement _insert = database.Prepare(
        "INSERT INTO segments (id, level, first_ms, last_ms, readings, bytes) VALUES (?6, ?1, ?2, ?3, ?4, ?5)");
    private readonly Statement _delete = database.Prepare("DELETE FROM segments WHERE id = ?1");
    private int _commits;

    /// <summary>Makes one merge where a level is crowded.</summary>
    public void Step()
    {
        if (++_commits % options.CompactionFanOut != 0) return;
        while (FindCrowded() is { } crowded) database.Transact(() => Merge(crowded.Level, crowded.Ids));
    }

    // The lowest level that has so many with no large one between them; its oldest ones.
    private (int Level, List<long> Ids)? FindCrowded()
    {
        var runs = new Dictionary<int, List<long>>();
        (int Level, List<long> Ids)? crowded = null;
        while (_all.Step())
        {
            if (_all.Int(2) >= options.CompactedReadings)
            {
                runs.Clear();
                continue;
            }

            var level = _all.Int(1);
            if (!runs.TryGetValue(level, out var ids)) runs.Add(level, ids = []);
            ids.Add(_all.Long(0));
            if (ids.Count == options.CompactionFanOut && !(crowded?.Level <= level)) crowded = (level, [.. ids]);
        }

        return crowded;
    }

    private void Merge(int level, List<long> ids)
    {
        var inputs = new List<byte[]>();
        foreach (var id in ids)
        {
            if (_bytes.Bind(1, id).Step()) inputs.Add(_bytes.Blob(0).ToArray());
            _bytes.Reset();
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
            .Bind(5, _builder.Finish()).Bind(6, ids[^1]).Run();
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
