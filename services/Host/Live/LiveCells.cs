using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Watching;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Live;

/// <summary>
/// Keeps the changed cells of what is watched, from the commits of the areas and of the partitions. A site may have several
/// shards, so its cells are asked for when one of them changed.
/// </summary>
internal sealed class LiveCells(StoreNumbers numbers, IAggregateQuery aggregates, LiveOptions options, TimeProvider time) : ILiveCells, ICommitListener
{
    private readonly Lock _gate = new();
    private readonly Guid _process = Guid.NewGuid();
    private readonly Journal<CellEntry> _journal = new(options.CellsKept);
    private readonly Watched<Topic> _topics = new(options.WatchedAfter, time);
    private readonly Watched<string> _sites = new(options.WatchedAfter, time);
    private readonly Dictionary<(int Partition, int Site), string> _shards = [];
    private long[] _frontiers = [];

    /// <param name="Site">Null for the areas' cells.</param>
    private readonly record struct Topic(string? Site, ushort Indicator, Window Window);

    public async ValueTask<ILiveReader<CellEvent>> OpenAsync(LiveCellRequest request, string? after, CancellationToken cancellationToken)
    {
        var isOfSite = request.Level is AreaLevel.Site;
        var topic = new Topic(isOfSite ? request.Area : null, request.Indicator.Number, request.Window);
        if (isOfSite) await WatchAsync(topic.Site!, cancellationToken);

        long since, place;
        lock (_gate)
        {
            place = _journal.Next;
            _topics.Enter(topic, place);
            since = _topics.SinceOf(topic);
        }

        long? from = after is null ? place
            : LivePlace.TryParse(after, _process, out var asked) && asked >= since && asked >= _journal.Oldest && asked <= place ? asked
            : null;
        var (fromMs, toMs) = (request.From.ToUnixTimeMilliseconds(), request.To.ToUnixTimeMilliseconds());
        return new JournalReader<CellEntry, CellEvent>(
            _journal, _process, from, entry => IsOf(request, entry, fromMs, toMs), (entry, cancellation) => TellAsync(request, entry, cancellation),
            () =>
            {
                lock (_gate)
                {
                    _topics.Leave(topic);
                    if (isOfSite) _sites.Leave(topic.Site!);
                }
            });
    }

    public void Committed(AreaCommit commit)
    {
        lock (_gate)
        {
            var before = _frontiers;
            _frontiers = [.. commit.Progress.Frontiers];
            _topics.Sweep();
            if (_topics.IsEmpty) return;

            var entries = new List<CellEntry>();
            foreach (var (mark, revision, content) in commit.Cells)
            {
                if (!_topics.Contains(new Topic(null, mark.Key.Indicator, mark.Key.Window))) continue;
                entries.Add(new CellEntry.OfArea(mark.Key, mark.Area, revision, mark.Key.StartMs < _frontiers[(int)mark.Key.Window], content));
            }

            // After the cells: those that it closes are the newest then.
            for (var i = 0; i < _frontiers.Length; i++)
            {
                if (i >= before.Length || before[i] != _frontiers[i]) entries.Add(new CellEntry.Closed(new WindowKey(0, (Window)i, _frontiers[i])));
            }

            _journal.Append(entries);
        }
    }

    public void Committed(int partition, PartitionCommit commit)
    {
        lock (_gate)
        {
            foreach (var gone in _sites.Sweep())
                foreach (var shard in _shards.Where(shard => shard.Value == gone).Select(shard => shard.Key).ToList()) _shards.Remove(shard);
            if (_sites.IsEmpty) return;

            foreach (var row in commit.Sites.Where(row => _sites.Contains(row.Id))) _shards[(partition, row.Index)] = row.Id;
            var entries = new List<CellEntry>();
            foreach (var (key, _) in commit.Cells)
            {
                if (_shards.TryGetValue((partition, key.Site), out var site) && _topics.Contains(new Topic(site, key.Indicator, key.Window)))
                    entries.Add(new CellEntry.OfSite(new WindowKey(key.Indicator, key.Window, key.StartMs), site));
            }

            _journal.Append(entries);
        }
    }

    // Watched before it is looked up, so that no new shard is missed.
    private async ValueTask WatchAsync(string site, CancellationToken cancellationToken)
    {
        lock (_gate) _sites.Enter(site, _journal.Next);
        try
        {
            var shards = await numbers.ShardsOfAsync(site, cancellationToken);
            lock (_gate)
            {
                foreach (var shard in shards) _shards[shard] = site;
            }
        }
        catch
        {
            lock (_gate) _sites.Leave(site);
            throw;
        }
    }

    private static bool IsOf(LiveCellRequest request, CellEntry entry, long fromMs, long toMs)
    {
        if (entry.Key.Window != request.Window) return false;
        if (entry is CellEntry.Closed) return request.Level is not AreaLevel.Site; // A site's cell says itself that it is final.
        if (entry.Key.Indicator != request.Indicator.Number || entry.Key.StartMs < fromMs || entry.Key.StartMs >= toMs) return false;
        return entry switch
        {
            CellEntry.OfSite site => request.Level is AreaLevel.Site && site.Site == request.Area,
            CellEntry.OfArea area => request.Area is { } code ? AreaNumber.TryParse(code, out var number) && number == area.Area : AreaNumber.LevelOf(area.Area) == request.Level,
            _ => false,
        };
    }

    private async ValueTask<(CellEvent? Event, bool HasChanged)> TellAsync(LiveCellRequest request, CellEntry entry, CancellationToken cancellationToken)
    {
        if (entry is CellEntry.Closed) return (new CellEvent("", null, DateTimeOffset.FromUnixTimeMilliseconds(entry.Key.StartMs)), false);
        if (entry is CellEntry.OfArea area) return (new CellEvent(AreaNumber.Code(area.Area), area.PointOf(request.Indicator), null), false);

        var start = DateTimeOffset.FromUnixTimeMilliseconds(entry.Key.StartMs);
        var page = await aggregates.FindPageAsync(
            new AggregateRequest(request.Indicator, request.Level, request.Area, request.Window, start, start.AddMilliseconds(1), 1, null), cancellationToken);
        return page.Series is [{ Points: [var point, ..] }] ? (new CellEvent(request.Area!, point, null), false) : (null, false);
    }
}
