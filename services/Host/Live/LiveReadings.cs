using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Watching;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Live;

/// <summary>Keeps the committed readings of the devices that somebody watches, and when those of a site become others.</summary>
internal sealed class LiveReadings(StoreNumbers numbers, DeviceDirectory directory, ISiteDevices siteDevices, LiveOptions options, TimeProvider time)
    : ILiveReadings, ICommitListener
{
    private readonly Lock _gate = new();
    private readonly Guid _process = Guid.NewGuid();
    private readonly Journal<ReadingEntry> _journal = new(options.ReadingsKept);
    private readonly Watched<uint> _devices = new(options.WatchedAfter, time);
    private readonly Dictionary<(int Partition, int Series), (uint Device, ushort Indicator)> _series = [];
    private readonly int[] _seriesIn = new int[Numbers.PartitionCount]; // how many of them
    private readonly HashSet<uint> _complete = []; // devices whose series are all known
    private readonly Watched<string> _sites = new(options.WatchedAfter, time);
    private readonly Dictionary<(int Partition, int Site), string> _shards = [];
    private readonly Watched<string> _unheard = new(options.WatchedAfter, time); // ids that have no number yet

    public async ValueTask<ILiveReader<ReadingEvent>> OpenAsync(LiveReadingRequest request, string? after, CancellationToken cancellationToken)
    {
        var (devices, unheard) = (new Dictionary<uint, string>(), new List<string>());
        if (request.Site is not null) EnterSite(request.Site);
        try
        {
            // Each is watched before it is looked up, so that nothing new is missed.
            if (request.Site is not null) await FindShardsAsync(request.Site, cancellationToken);
            Enter(request.Site is null ? request.DeviceIds : await siteDevices.FindAsync(request.Site, MostOfSite, cancellationToken), devices, unheard);
            await CompleteAsync(devices.Keys, cancellationToken);
        }
        catch
        {
            Leave(request.Site, devices.Keys, unheard);
            throw;
        }

        var indicators = request.Indicators.ToDictionary(indicator => indicator.Number);
        long? place;
        lock (_gate)
        {
            var next = _journal.Next;
            var since = devices.Keys.Select(device => _devices.SinceOf(device)).Concat(unheard.Select(id => _unheard.SinceOf(id)))
                .Append(request.Site is null ? 0 : _sites.SinceOf(request.Site)).Max();
            place = after is null ? next
                : LivePlace.TryParse(after, _process, out var asked) && asked >= since && asked >= _journal.Oldest && asked <= next ? asked
                : null;
        }

        return new JournalReader<ReadingEntry, ReadingEvent>(
            _journal, _process, place,
            entry => entry.Device is { } row ? HasChanged(request.Site, row, devices, unheard) : devices.ContainsKey(entry.Number) && indicators.ContainsKey(entry.Indicator),
            (entry, _) => ValueTask.FromResult<(ReadingEvent?, bool)>(
                entry.Device is not null ? (null, true) : (entry.ToEvent(devices[entry.Number], indicators[entry.Indicator]), false)),
            () => Leave(request.Site, devices.Keys, unheard));
    }

    public void Committed(AreaCommit commit)
    {
    }

    public void Committed(int partition, PartitionCommit commit)
    {
        lock (_gate)
        {
            Sweep();
            if (_devices.IsEmpty && _sites.IsEmpty && _unheard.IsEmpty) return;

            var entries = new List<ReadingEntry>();
            foreach (var row in commit.Sites.Where(row => _sites.Contains(row.Id))) _shards[(partition, row.Index)] = row.Id;
            foreach (var row in commit.Devices)
            {
                var number = Numbers.Of(partition, row.Index);
                var site = _shards.GetValueOrDefault((partition, row.Site));
                if (site is not null || _unheard.Contains(row.Id) || _devices.Contains(number)) entries.Add(ReadingEntry.Of(new DeviceAt(number, row.Id, site)));
            }

            foreach (var row in commit.NewSeries)
            {
                if (_devices.Contains(Numbers.Of(partition, row.Device))) Know(partition, row.Index, Numbers.Of(partition, row.Device), row.Indicator);
            }

            for (var i = 0; _seriesIn[partition] > 0 && i < commit.ReadingCount; i++)
            {
                if (_series.TryGetValue((partition, commit.Series[i]), out var of))
                    entries.Add(ReadingEntry.Of(of.Device, of.Indicator, new StoredReading(commit.Times[i], commit.Values[i], commit.Flags[i], commit.Findings[i])));
            }

            _journal.Append(entries);
        }
    }

    // The question was refused before if a site has more devices than one may ask for.
    private const int MostOfSite = 1_000_000;

    // A device was first heard, or is at another site: whether that makes the devices of a question others.
    private static bool HasChanged(string? site, DeviceAt row, Dictionary<uint, string> devices, IReadOnlyList<string> unheard) =>
        site is null ? unheard.Contains(row.Id) : devices.ContainsKey(row.Number) != (row.Site == site);

    private void EnterSite(string site)
    {
        lock (_gate) _sites.Enter(site, _journal.Next);
    }

    private async ValueTask FindShardsAsync(string site, CancellationToken cancellationToken)
    {
        var shards = await numbers.ShardsOfAsync(site, cancellationToken);
        lock (_gate)
        {
            foreach (var shard in shards) _shards[shard] = site;
        }
    }

    private void Enter(IReadOnlyList<string> ids, Dictionary<uint, string> devices, List<string> unheard)
    {
        lock (_gate)
        {
            foreach (var id in ids)
            {
                if (directory.TryFindDevice(id, out var number)) devices.Add(number, id);
                else unheard.Add(id);
            }

            foreach (var device in devices.Keys) _devices.Enter(device, _journal.Next);
            foreach (var id in unheard) _unheard.Enter(id, _journal.Next);
        }
    }

    private void Know(int partition, int series, uint device, ushort indicator)
    {
        if (_series.TryAdd((partition, series), (device, indicator))) _seriesIn[partition]++;
    }

    // What was committed while its series were looked up was not kept: it is watched from here on.
    private async ValueTask CompleteAsync(IEnumerable<uint> devices, CancellationToken cancellationToken)
    {
        List<uint> missing;
        lock (_gate) missing = [.. devices.Where(device => !_complete.Contains(device))];
        if (missing.Count == 0) return;

        var series = await numbers.SeriesOfAsync(missing, cancellationToken);
        lock (_gate)
        {
            foreach (var (device, number, indicator) in series) Know(Numbers.PartitionOf(device), number, device, indicator);
            foreach (var device in missing)
            {
                _complete.Add(device);
                _devices.BeginAt(device, _journal.Next);
            }
        }
    }

    private void Leave(string? site, IEnumerable<uint> devices, IReadOnlyList<string> unheard)
    {
        lock (_gate)
        {
            if (site is not null) _sites.Leave(site);
            foreach (var device in devices) _devices.Leave(device);
            foreach (var id in unheard) _unheard.Leave(id);
        }
    }

    private void Sweep()
    {
        _unheard.Sweep();
        var sites = _sites.Sweep().ToHashSet();
        if (sites.Count > 0) foreach (var shard in _shards.Where(shard => sites.Contains(shard.Value)).Select(shard => shard.Key).ToList()) _shards.Remove(shard);
        var devices = _devices.Sweep().ToHashSet();
        if (devices.Count == 0) return;
        foreach (var series in _series.Where(series => devices.Contains(series.Value.Device)).Select(series => series.Key).ToList())
        {
            _series.Remove(series);
            _seriesIn[series.Partition]--;
        }

        _complete.ExceptWith(devices);
    }
}
