using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

// State: what a commit writes and recovery loads. Each commit writes a delta with the devices, sites and gathering cells
// that it touched; pages of 256 devices or 16 sites are written anew in turn, so that recovery reads few deltas.
public sealed partial class Partition
{
    private const int DevicesPerPage = 256;
    private const int SitesPerPage = 16;

    private readonly List<int> _touchedDevices = [];
    private readonly List<int> _touchedSites = [];
    private readonly List<OpenCell> _touchedCells = [];
    private readonly List<OpenCell> _forgottenCells = [];

    // What pages may be written for; a page that is larger than it is owed for.
    private const long MaxPageCredit = 16L << 20;
    private const int LeastPageCredit = 16 * 1024;
    private long _pageCredit;

    // The commit that first touched a page since it was written.
    private readonly Dictionary<(StatePageKind Kind, int Number), long> _dirtyPages = [];

    private enum Entry : byte { Device = 1, Site = 2, Cell = 3, CellGone = 4, CellToRebuild = 5, DeviceWithParts = 6, Terms = 7, Conditions = 8, Erasures = 9 }

    /// <summary>
    /// Number of the last commit that was written. It tells its place in the log: twice the cursor, and one more when the
    /// tick of the next block is in it. So what a power loss takes back is not made again under numbers that propagation
    /// has consumed already with less in them.
    /// </summary>
    public long CommitNumber { get; private set; }

    private bool _isTickedAhead;

    /// <summary>True when there is anything to write; a mere step of the cursor waits for the next minute's close.</summary>
    public bool HasChanges =>
        _commit.ReadingCount > 0 || _commit.CellCount > 0 || _touchedDevices.Count > 0 || _touchedSites.Count > 0
        || _touchedCells.Count > 0 || _forgottenCells.Count > 0 || _commit.Sites.Count > 0 || _hasNewSchemes
        || !_commit.Frontiers.AsSpan().SequenceEqual(_frontiers);

    /// <summary>Blocks were applied since the last commit, were it with nothing for this partition: a commit would spare reading them again.</summary>
    public bool IsBehind => Offset > _committedOffset;

    private long _committedOffset;

    /// <summary>After a tick: there is something to write, and the commit interval has passed on the log's clock.</summary>
    public bool IsCommitDue =>
        HasChanges && _clockMs - _committedMs >= (long)(IsThin ? _options.ThinCommitInterval : _options.CommitInterval).TotalMilliseconds - CommitSlackMs;

    // A few readings for each of many cells that would be written with them, and no window closed that others wait for.
    private bool IsThin =>
        _touchedCells.Count > ThinCells && _commit.ReadingCount < ThinReadingsPerCell * _touchedCells.Count
        && _commit.Frontiers.AsSpan().SequenceEqual(_frontiers);

    private const int ThinCells = 256;
    private const int ThinReadingsPerCell = 8;

    /// <summary>So many readings wait that the commit should not wait for the next tick.</summary>
    public bool IsCommitFull => _commit.ReadingCount + _lateBatch.Count >= _options.CommitReadings;

    // Ticks come at the first block of each second: half a second less is the same second's tick, a little early.
    private const long CommitSlackMs = 500;

    private long _committedMs;

    /// <summary>
    /// Writes everything since the last commit as one transaction. Throws <see cref="StoreUnavailableException"/> when the
    /// store cannot; then nothing changed and it can be called again.
    /// </summary>
    /// <param name="cursor">The offset of the last block that is wholly in it.</param>
    public void Commit(long cursor)
    {
        DecideLate();
        Prepare(cursor);
        _store.Commit(Number, _commit);

        CommitNumber = _commit.Number;
        _committedMs = _clockMs;
        _committedOffset = cursor;
        foreach (var page in _commit.Pages) _dirtyPages.Remove((page.Kind, page.Number));
        foreach (var index in _touchedDevices) _devices[index].IsTouched = false;
        foreach (var index in _touchedSites) _sites[index].IsTouched = false;
        foreach (var cell in _touchedCells) cell.IsTouched = false;
        _touchedDevices.Clear();
        _touchedTerms.Clear();
        _touchedConditions.Clear();
        _touchedErasures.Clear();
        _touchedSites.Clear();
        _touchedCells.Clear();
        _forgottenCells.Clear();
        _runningSlots.Clear();
        _hasNewSchemes = false;
        _acceptedDays.Clear();
        foreach (var index in _sleepers) PutToSleep(index);
        ForgetOldResidences();
        _commit.Reset();
    }

    private void Prepare(long cursor)
    {
        // What is written again after a failure must not stand twice.
        _commit.HeadBytes.Reset();
        _commit.Pages.Clear();
        _commit.Ledgers.Clear();
        _sleepers.Clear();

        _commit.Number = Math.Max(CommitNumber + 1, (cursor * 2) + (_isTickedAhead ? 1 : 0));
        _commit.Cursor = cursor;
        _frontiers.CopyTo(_commit.Frontiers, 0);
        WriteOldResidences();
        WriteHead();
        WriteDelta(ref CommitScratch.Current.Delta);
        WritePages(ref CommitScratch.Current.Page);
    }

    // 1 had no criteria, 2 no schemes and nothing that is kept, 3 derived nothing.
    private const byte HeadFormat = 4;

    private void WriteHead()
    {
        ref var head = ref _commit.HeadBytes;
        head.WriteByte(HeadFormat);
        head.WriteSigned(_clockMs);
        head.WriteSigned(_tickedMs);
        head.WriteSigned(_lastStartMs);
        foreach (var frontier in _frontiers) head.WriteSigned(frontier);
        head.WriteSigned(_criteriaFromMs);
        WriteSchemes(ref head);
        WriteUnknown(ref head);
        head.WriteSigned(_travelFromMs);
    }

    private void WriteDelta(ref ByteWriter delta)
    {
        delta.Reset();
        foreach (var index in _touchedDevices)
        {
            delta.WriteByte((byte)Entry.DeviceWithParts);
            WriteDevice(ref delta, index);
            Dirty(StatePageKind.Devices, index / DevicesPerPage);
        }

        foreach (var index in _touchedTerms) WriteTerms(ref delta, index);
        foreach (var index in _touchedConditions) WriteConditions(ref delta, index);
        foreach (var index in _touchedErasures) WriteErasures(ref delta, index);
        foreach (var index in _touchedSites)
        {
            delta.WriteByte((byte)Entry.Site);
            WriteSite(ref delta, index);
            Dirty(StatePageKind.Sites, index / SitesPerPage);

            var balance = new ByteWriter(64);
            SiteBalance.Write(ref balance, _sites[index].Ledger, _siteRejections.GetValueOrDefault(index));
            _commit.Ledgers.Add((index, balance.Written.ToArray()));
        }

        foreach (var cell in _forgottenCells)
        {
            delta.WriteByte((byte)Entry.CellGone);
            WriteCellKey(ref delta, cell);
            Dirty(StatePageKind.Sites, cell.Series.Site / SitesPerPage);
        }

        foreach (var cell in _touchedCells)
        {
            if (cell.Series.Find(cell.Window, cell.StartMs) != cell) continue; // Done and forgotten meanwhile.
            WriteCell(ref delta, cell);
            Dirty(StatePageKind.Sites, cell.Series.Site / SitesPerPage);
        }

        _commit.Delta = delta.Buffer.AsMemory(0, delta.Length);
    }

    private void Dirty(StatePageKind kind, int number) => Dirty(kind, number, _commit.Number);

    private void Dirty(StatePageKind kind, int number, long commit) => _dirtyPages.TryAdd((kind, number), commit);

    // As many bytes of pages as of deltas, those first that were touched longest ago: so recovery reads about the state
    // twice, and a commit writes twice what it changed, whatever the traffic.
    private void WritePages(ref ByteWriter writer)
    {
        // What is erased must not stand in older pages and deltas either.
        _pageCredit = _commit.Erasures.Count > 0
            ? long.MaxValue / 2
            : Math.Min(_pageCredit + Math.Max(_commit.Delta.Length, LeastPageCredit), MaxPageCredit);
        _commit.FirstDeltaNeeded = _commit.Number;
        writer.Reset();
        foreach (var (page, dirtySince) in _dirtyPages.OrderBy(entry => entry.Value))
        {
            if (_pageCredit <= 0)
            {
                _commit.FirstDeltaNeeded = Math.Min(dirtySince, _commit.Number);
                break;
            }

            var begin = writer.Length;
            WritePage(ref writer, page.Kind, page.Number);
            _pageCredit -= writer.Length - begin;
            _commit.Pages.Add(new StatePage(
                page.Kind, page.Number, _commit.Number, writer.Buffer.AsMemory(begin, writer.Length - begin)));
        }
    }

    private void WritePage(ref ByteWriter writer, StatePageKind kind, int number)
    {
        if (kind == StatePageKind.Devices)
        {
            WriteDevicePage(ref writer, number);
            return;
        }

        for (var index = number * SitesPerPage; index < Math.Min((number + 1) * SitesPerPage, _sites.Count); index++)
        {
            writer.WriteByte((byte)Entry.Site);
            WriteSite(ref writer, index);
            foreach (var cell in _sites[index].Series.SelectMany(series => series.Open))
            {
                WriteCell(ref writer, cell);
            }
        }
    }

    private void WriteDevice(ref ByteWriter writer, int index)
    {
        ref readonly var device = ref _devices[index];
        writer.WriteVarint((ulong)index);
        writer.WriteVarint((ulong)device.Site);
        writer.WriteVarint((ulong)device.Ordinal);
        writer.WriteSigned(device.LastSeenMs);
        SiteBalance.Write(ref writer, device.Ledger, _deviceRejections.GetValueOrDefault(index));

        var residences = _residences.GetValueOrDefault(index);
        writer.WriteVarint((ulong)(residences?.Count ?? 0));
        foreach (var residence in residences ?? [])
        {
            writer.WriteSigned(residence.FromMs);
            writer.WriteVarint((ulong)residence.Site);
            writer.WriteVarint((ulong)residence.Ordinal);
        }

        DeviceEntry.WriteParts(ref writer, device, _places.TryGetValue(index, out var place) ? place : null);
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            writer.WriteVarint((ulong)_series[i].Number + 1);
            writer.WriteVarint((ulong)_siteSeries[_series[i].SiteSeries].Site);
            StateCodec.Write(ref writer, _series[i]);
        }

        writer.WriteVarint(0);
    }

    private void WriteSite(ref ByteWriter writer, int index)
    {
        var site = _sites[index];
        writer.WriteVarint((ulong)index);
        writer.WriteVarint((ulong)site.DeviceCount);
        SiteBalance.Write(ref writer, site.Ledger, _siteRejections.GetValueOrDefault(index));
    }

    private static void WriteCellKey(ref ByteWriter writer, OpenCell cell)
    {
        writer.WriteVarint((ulong)cell.Series.Site);
        writer.WriteVarint(cell.Series.Rules.Indicator.Number);
        writer.WriteByte((byte)cell.Window);
        writer.WriteSigned(cell.StartMs);
    }

    private static readonly Cell s_empty = new();

    private static void WriteCell(ref ByteWriter writer, OpenCell cell)
    {
        writer.WriteByte((byte)(cell.NeedsRebuild ? Entry.CellToRebuild : Entry.Cell));
        WriteCellKey(ref writer, cell);
        CellCodec.Write(ref writer, cell.HasContent ? cell.Content : s_empty);
    }

    /// <summary>Loads the last commit's state; the log is applied from its cursor on. Called once, on a new partition.</summary>
    public void Load()
    {
        var snapshot = _store.Load(Number);
        Offset = snapshot.Cursor;
        _committedOffset = snapshot.Cursor;
        CommitNumber = snapshot.CommitNumber;
        if (snapshot.Head is not { } head) return;

        ReadHead(head);
        foreach (var row in snapshot.Sites)
        {
            EnsureSites(row.Index + 1);
            _sites[row.Index] = new SiteGrain(row.Id, (Sector)row.Sector, row.Area);
            SiteCount++;
        }

        var pageCommits = new Dictionary<(StatePageKind, int), long>();
        foreach (var page in snapshot.Pages)
        {
            pageCommits[(page.Kind, page.Number)] = page.CommitNumber;
            ReadEntries(page.Bytes.Span, page.CommitNumber, newerThan: null);
        }

        foreach (var (number, bytes) in snapshot.Deltas) ReadEntries(bytes, number, pageCommits);
        foreach (var entry in _erasures.Values) Seal(entry.Sealed);
    }

    private void ReadHead(byte[] head)
    {
        var reader = new ByteReader(head);
        var format = reader.ReadByte();
        if (format is 0 or > HeadFormat)
            throw new InvalidDataException($"CORRUPT: partition {Number} has a head of format {format}; this version reads up to {HeadFormat}.");
        _clockMs = reader.ReadSigned();
        _tickedMs = reader.ReadSigned();
        _lastStartMs = reader.ReadSigned();
        _committedMs = _clockMs;
        for (var i = 0; i < _frontiers.Length; i++) _frontiers[i] = reader.ReadSigned();
        _frontiers.CopyTo(_commit.Frontiers, 0);
        _receiptQuarter = (uint)(_clockMs / QuarterMs);
        // Beyond what a version without criteria may have stored.
        _criteriaFromMs = format >= 2
            ? reader.ReadSigned()
            : WindowCalendar.End(Window.QuarterHour, WindowCalendar.Start(Window.QuarterHour, _clockMs + (long)_options.Acceptance.FutureTolerance.TotalMilliseconds));
        // As above, for a version that derived nothing.
        _travelFromMs = _clockMs + (long)_options.Acceptance.FutureTolerance.TotalMilliseconds + 1;
        if (format < 3) return;
        ReadSchemes(ref reader);
        ReadUnknown(ref reader);
        if (format >= 4) _travelFromMs = reader.ReadSigned();
    }

    private void ReadEntries(ReadOnlySpan<byte> bytes, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var reader = new ByteReader(bytes);
        while (reader.Remaining > 0)
        {
            var entry = (Entry)reader.ReadByte();
            switch (entry)
            {
                case Entry.Device or Entry.DeviceWithParts: ReadDevice(ref reader, entry, commit, newerThan); break;
                case Entry.Terms: ReadTerms(ref reader, commit, newerThan); break;
                case Entry.Conditions: ReadConditions(ref reader, commit, newerThan); break;
                case Entry.Erasures: ReadErasures(ref reader, commit, newerThan); break;
                case Entry.Site: ReadSite(ref reader, commit, newerThan); break;
                case Entry.Cell or Entry.CellToRebuild or Entry.CellGone: ReadCell(ref reader, entry, commit, newerThan); break;
                default: throw new InvalidDataException($"CORRUPT: unknown entry in the state of partition {Number}.");
            }
        }
    }

    // A page holds what deltas up to its own commit said; true when this entry is newer.
    private bool IsNews(StatePageKind kind, int page, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        if (newerThan is null) return true;
        if (newerThan.TryGetValue((kind, page), out var pageCommit) && commit <= pageCommit) return false;
        _dirtyPages.TryAdd((kind, page), commit);
        return true;
    }

    // What is kept aside of a device stands in its page; then there is room for it.
    private bool IsNewsOfDevice(int index, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        if (!IsNews(StatePageKind.Devices, index / DevicesPerPage, commit, newerThan)) return false;
        _devices.EnsureCount(index + 1);
        return true;
    }

    private void ReadDevice(ref ByteReader reader, Entry kind, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var entry = DeviceEntry.Read(ref reader, kind == Entry.DeviceWithParts);
        foreach (var (_, series) in entry.Series) _nextSeriesNumber = Math.Max(_nextSeriesNumber, series.Number + 1);
        if (!IsNewsOfDevice(entry.Index, commit, newerThan)) return;

        if (_devices[entry.Index].IsAsleep) Awaken(entry.Index, entry);
        ref var device = ref _devices[entry.Index];
        if (device.Site == 0) DeviceCount++;
        var first = device.Site == 0 ? -1 : device.FirstSeries;
        device = entry.Device;
        device.FirstSeries = first;
        device.HasTerms = _terms.ContainsKey(entry.Index);
        device.HasConditions = _conditions.ContainsKey(entry.Index);
        device.HasErasures = _erasures.ContainsKey(entry.Index);
        if (entry.Rejected is { } reasons) _deviceRejections[entry.Index] = reasons;
        if (entry.Residences is { } residences) _residences[entry.Index] = residences;

        if (entry.Place is { } place) _places[entry.Index] = place;

        // In a page, so with nothing newer but in a delta that follows: it need not come into memory.
        if (newerThan is null && IsIdle(device, entry.Series)) Lay(entry);
        else foreach (var (site, series) in entry.Series) PlaceSeries(entry.Index, site, series);
    }

    private void ReadSite(ref ByteReader reader, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var index = (int)reader.ReadVarint();
        var devices = (int)reader.ReadVarint();
        var ledger = SiteBalance.Read(ref reader, out var rejected);
        if (!IsNews(StatePageKind.Sites, index / SitesPerPage, commit, newerThan)) return;
        _sites[index].DeviceCount = devices;
        _sites[index].Ledger = ledger;
        if (rejected is not null) _siteRejections[index] = rejected;
    }

    private void ReadCell(ref ByteReader reader, Entry entry, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var site = (int)reader.ReadVarint();
        var indicator = (ushort)reader.ReadVarint();
        var window = (Window)reader.ReadByte();
        var start = reader.ReadSigned();
        var content = entry == Entry.CellGone ? null : CellCodec.Read(ref reader);
        if (!IsNews(StatePageKind.Sites, site / SitesPerPage, commit, newerThan)) return;

        var series = SiteSeriesOf(site, indicator);
        if (series.Find(window, start) is { } known)
        {
            series.Remove(known);
            if (known.IsLate) _late.Remove(known);
            else if (_open.TryGetValue((window, start), out var cells)) cells.Remove(known);
            _toRebuild.Remove(known);
        }

        if (content is null) return;
        var cell = Open(series, window, start, content.IsEmpty ? null : content);
        cell.IsChanged = true;
        if (entry == Entry.CellToRebuild) AskRebuild(cell);
    }

    private void Touch(int index, ref DeviceGrain device)
    {
        if (device.IsTouched) return;
        device.IsTouched = true;
        _touchedDevices.Add(index);
    }

    private void TouchSite(int index, SiteGrain site)
    {
        if (site.IsTouched) return;
        site.IsTouched = true;
        _touchedSites.Add(index);
    }

    private void TouchCell(OpenCell cell)
    {
        if (cell.IsTouched) return;
        cell.IsTouched = true;
        _touchedCells.Add(cell);
    }

    private void Forget(OpenCell cell) => _forgottenCells.Add(cell);
}
