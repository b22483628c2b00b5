using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>A stored reading and whom it belongs to.</summary>
internal sealed record StoredFact(WorldDevice Device, Indicator Indicator, long TimeMs, double Value, QualityFlags Flags, uint Site, int Ordinal, QualityFlags Receipt)
{
    public ReadingFlag Flag => Flags.Aggregate;

    /// <summary>The erasure that settled it; null where none did.</summary>
    public NaiveErasure? Settled { get; init; }

    /// <summary>It is not stored any more.</summary>
    public bool IsErased { get; init; }

    /// <summary>What its device had settled when it came.</summary>
    public long AfterMs { get; init; } = long.MinValue;
}

/// <summary>What an erasure leaves of its device, for ever: what was measured before its moment, with the windows that were closed then.</summary>
internal sealed record NaiveErasure(long SettledMs, long[] Frontiers);

/// <summary>The books of a device or a site.</summary>
internal sealed class NaiveBooks
{
    public long Received, Stored, Duplicates;

    public Dictionary<RejectReason, long> Rejected { get; } = [];

    public void Reject(RejectReason reason, long count) => Rejected[reason] = Rejected.GetValueOrDefault(reason) + count;
}

/// <summary>
/// What a log means to one partition, as the design defines it, worked out with lists of everything and no state that is
/// kept up to date: the verdict of every reading, whom it belongs to, the books, and which windows are closed.
/// </summary>
internal sealed class NaivePartition
{
    private readonly int _number;
    private readonly PartitionOptions _options;
    private readonly ISchemeTexts? _schemes;
    private readonly World? _world;
    private readonly HashSet<long> _taken = [];
    private readonly List<(long FromMs, Scheme Scheme)> _versions = [];
    private readonly Dictionary<uint, List<Residence>> _residences = [];
    private readonly Dictionary<uint, int> _ordinals = [];
    private readonly List<DeviceTerms> _terms = [];
    private readonly List<DeviceReported> _conditions = [];
    private readonly List<(uint Device, long TimeMs, Position Position, bool IsChange)> _places = [];

    public NaivePartition(int number, IEnumerable<LogBlock> log, PartitionOptions options, ISchemeTexts? schemes = null, World? world = null)
    {
        _world = world;
        _schemes = schemes;
        _number = number;
        _options = options;
        foreach (var block in log) Apply(block);
        Stored = [.. JudgeAll()];
    }

    private readonly record struct Residence(long FromMs, uint Site, int Ordinal);

    public List<StoredFact> Stored { get; private set; } = [];

    public Dictionary<uint, NaiveBooks> DeviceBooks { get; } = [];

    /// <summary>By the site's number; 0 for what no device can be charged with.</summary>
    public Dictionary<uint, NaiveBooks> SiteBooks { get; } = [];

    /// <summary>All that was ever kept, in order.</summary>
    public List<(UnknownKey Key, KeptReading Reading)> Kept { get; } = [];

    /// <summary>The commune of each site.</summary>
    public Dictionary<uint, string> Communes { get; } = [];

    /// <summary>The slot from which on a series counts as active.</summary>
    public Dictionary<(uint Device, ushort Indicator), long> ActiveFromMs { get; } = [];

    /// <summary>Windows that begin before these are closed.</summary>
    public long[] Frontiers { get; } = new long[5];

    public NaiveReceipts Receipts { get; } = new();

    public long ClockMs { get; private set; }

    private long StartedMs { get; set; }

    /// <summary>The site of a device at a moment.</summary>
    public (uint Site, int Ordinal) HomeOf(uint device, long timeMs)
    {
        var residences = _residences[device];
        var home = residences[0];
        foreach (var residence in residences)
        {
            if (residence.FromMs <= timeMs && residence.FromMs >= home.FromMs) home = residence;
        }

        return (home.Site, home.Ordinal);
    }

    private void Apply(LogBlock block)
    {
        if (ClockMs > 0) Receipts.Advance(ClockMs, block.ReceiptMs, block.Started, this);
        Tick(block);
        foreach (var (partition, record) in block.Controls)
        {
            if (partition == _number) Apply(record);
        }

        var samples = block.Samples.Where(sample => Numbers.PartitionOf(sample.Device.Number) == _number).ToList();
        foreach (var shard in samples.Select(sample => sample.Place?.Shard).OfType<WorldSite>()) Introduce(shard.Number, shard.Commune);
        foreach (var sample in samples)
        {
            Receipts.Hear(sample.Device.Number, ClockMs);
            if (sample.Values.Count > 0) Receipts.Time(sample.Device.Number, ClockMs, sample.TimeMs);
            var previous = LastPlaceOf(sample);
            if (sample.Place is { } place && RefusalOf(sample.Device.Number, sample.TimeMs) == RejectReason.None) Take(sample, place);
            foreach (var (indicator, value) in sample.Values)
                Judge(sample.Device, indicator, sample.TimeMs, value, ReceiptOf(sample.Device, sample.TimeMs, indicator, sample.Place?.Position, previous));
        }

        foreach (var (partition, record) in block.Controls)
        {
            if (partition == _number && record is DeviceStale { IsBeforeSamples: false } stale) Receipts.Leave(stale.Device);
        }
    }

    private void Introduce(uint site, string area)
    {
        if (Communes.TryAdd(site, area)) SiteBooks.TryAdd(site, new NaiveBooks());
    }

    private RejectReason RefusalOf(uint device, long timeMs) =>
        Acceptance.Judge(timeMs, ClockMs, _options.Acceptance) is not RejectReason.None and var reason ? reason
        : timeMs < SettledOf(device) ? RejectReason.Erased : RejectReason.None;

    private bool IsAccepted(long timeMs) => Acceptance.Judge(timeMs, ClockMs, _options.Acceptance) == RejectReason.None;

    // What came before in both orders, of arrival and of time; nothing where something later is known already.
    private Position? LastPlaceOf(WorldSample sample)
    {
        var known = _places.Where(place => place.Device == sample.Device.Number).ToList();
        return known.Count > 0 && known.All(place => place.TimeMs < sample.TimeMs) ? known.MaxBy(place => place.TimeMs).Position : null;
    }

    // Judged once, by the version that holds when the reading comes.
    private QualityFlags ReceiptOf(WorldDevice device, long timeMs, Indicator carried, Position? position, Position? previous)
    {
        var indicator = RulesAt(carried, long.MaxValue).Rules;
        var receipt = ReceiptTests.Judge(indicator.Quality, null, ReadingFlag.Unevaluated, DeviceCondition.Normal);
        if (TermsOf(device.Number, timeMs).JudgesReception && indicator.Quality.DataReception is { } rule)
        {
            var delay = ClockMs - timeMs;
            if (delay > rule.Fail?.TotalMilliseconds) receipt = receipt.With(QualityTest.DataReception, ReadingFlag.Fail);
            else if (delay > rule.Suspect?.TotalMilliseconds) receipt = receipt.With(QualityTest.DataReception, ReadingFlag.Suspect);
        }

        if (position is not { } here) return receipt;
        if (!(Math.Abs(here.Latitude) <= 90) || !(Math.Abs(here.Longitude) <= 180)) return receipt.With(QualityTest.Location, ReadingFlag.Fail);
        return previous is { } last && last.MetresTo(here) > indicator.Quality.LocationHopMetres ? receipt.With(QualityTest.Location, ReadingFlag.Suspect) : receipt;
    }

    // A device is where its newest position is, unless that lies within 600 m of where it changed last.
    private void Take(WorldSample sample, WorldPlace place)
    {
        var device = sample.Device.Number;
        if (!place.Position.IsPossible || _places.Exists(known => known.Device == device && known.TimeMs >= sample.TimeMs)) return;

        var isNews = place.Shard is not null && !Stored.Exists(fact => fact.Device.Number == device && fact.TimeMs >= sample.TimeMs);
        var changes = _places.Where(known => known.Device == device && known.IsChange).ToList();
        var isFar = changes.Count == 0 || changes[^1].Position.MetresTo(place.Position) >= 600;
        var isChange = isNews && isFar && HomeOf(device, sample.TimeMs).Site != place.Shard!.Number;
        if (isChange) Reside(device, sample.TimeMs, place.Shard!.Number);
        _places.Add((device, sample.TimeMs, place.Position, isChange));
    }

    // Windows close at the first block of each of the partition's seconds, and at a start.
    private void Tick(LogBlock block)
    {
        var before = ClockMs;
        ClockMs = Math.Max(ClockMs, block.ReceiptMs);
        if (block.Started) StartedMs = ClockMs;
        if (before == 0)
        {
            foreach (var window in WindowCalendar.All)
                Frontiers[(int)window] = WindowCalendar.Start(window, ClockMs - DelayMs(window));
        }

        var phase = _number * 1000 / 64;
        if ((before + phase) / 1000 == (ClockMs + phase) / 1000 && !block.Started) return;

        foreach (var window in WindowCalendar.All)
        {
            while (ClockMs >= Math.Max(FrontierEnd(window), StartedMs) + DelayMs(window)
                && (window == Window.Minute || Frontiers[(int)window - 1] >= FrontierEnd(window)))
            {
                Frontiers[(int)window] = FrontierEnd(window);
            }
        }

        foreach (var due in _due.Where(due => due.UntilMs <= Frontiers[(int)Window.Minute]).OrderBy(due => due.Device).ToList()) Erase(due);
    }

    private readonly List<DeviceErased> _due = [];
    private readonly Dictionary<uint, long> _settledMs = [];

    /// <summary>Minutes of which readings were erased, by site and indicator.</summary>
    public List<(uint Site, ushort Indicator, long FromMs, long ToMs)> Sealed { get; } = [];

    /// <summary>What their statistics were then, where they had any.</summary>
    public Dictionary<NaiveKey, Cell> SealedCells { get; } = [];

    public bool IsSealed(uint site, ushort indicator, long timeMs) =>
        Sealed.Exists(span => span.Site == site && span.Indicator == indicator && timeMs >= span.FromMs && timeMs < span.ToMs);

    private long SettledOf(uint device) => _settledMs.GetValueOrDefault(device, long.MinValue);

    // Nothing before what is settled is taken, so it counts as stored.
    private long NewestOf(uint device) => Math.Max(
        Stored.Where(fact => fact.Device.Number == device).Select(fact => fact.TimeMs).DefaultIfEmpty(long.MinValue).Max(),
        _settledMs.TryGetValue(device, out var settledMs) ? settledMs - 1 : long.MinValue);

    // No later than now and what is stored; each order once.
    private void Order(DeviceErased erased)
    {
        var newest = NewestOf(erased.Device);
        var until = Math.Min(erased.UntilMs, Math.Max(ClockMs, newest == long.MinValue ? newest : newest + 1));
        _due.Add(erased with { FromMs = Math.Min(erased.FromMs, until), UntilMs = until });
    }

    // When all minutes of it are closed. All of the device's past is settled then, as it was judged and booked.
    private void Erase(DeviceErased due)
    {
        _due.Remove(due);
        var judged = JudgeAll().ToList();
        SealMinutes(due, judged);

        var mine = judged.Where(fact => fact.Device.Number == due.Device && fact.Settled is null).ToList();
        var settled = Math.Max(Math.Max(SettledOf(due.Device), due.UntilMs), mine.Select(fact => fact.TimeMs + 1).DefaultIfEmpty(long.MinValue).Max());
        foreach (var held in mine.Where(fact => fact.Flag != ReadingFlag.Fail && OwnValue.StateOf(fact.Indicator).TakesHolds() && fact.Indicator.Period > TimeSpan.Zero))
            settled = Math.Max(settled, Math.Min(Frontiers[(int)Window.QuarterHour], held.TimeMs + (3 * (long)held.Indicator.Period.TotalMilliseconds)));

        _settledMs[due.Device] = settled;
        var erasure = new NaiveErasure(settled, [.. Frontiers]);
        Stored = [.. Stored.Where(fact => fact.Device.Number != due.Device), .. judged.Where(fact => fact.Device.Number == due.Device).Select(fact => fact with
        {
            Settled = fact.Settled ?? erasure,
            IsErased = fact.IsErased || (fact.TimeMs >= due.FromMs && fact.TimeMs < due.UntilMs),
        })];
        _places.RemoveAll(place => place.Device == due.Device);
    }

    // At every site where the device ever was; what readings come later for them changes nothing.
    private void SealMinutes(DeviceErased due, List<StoredFact> judged)
    {
        var from = Math.Max(due.FromMs, ClockMs - (45L * 24 * 3_600_000));
        if (from >= due.UntilMs) return;
        from = WindowCalendar.Start(Window.Minute, from);
        var to = WindowCalendar.End(Window.Minute, WindowCalendar.Start(Window.Minute, due.UntilMs - 1));
        var indicators = Stored.Where(fact => fact.Device.Number == due.Device).Select(fact => fact.Indicator.Number).Distinct().ToList();
        foreach (var site in _residences[due.Device].Select(residence => residence.Site).Distinct())
        {
            foreach (var indicator in indicators)
            {
                var now = judged.Where(fact => fact.Site == site && fact.Indicator.Number == indicator && fact.TimeMs >= from && fact.TimeMs < to && !IsSealed(site, indicator, fact.TimeMs));
                foreach (var minute in now.GroupBy(fact => WindowCalendar.Start(Window.Minute, fact.TimeMs)).ToList())
                {
                    var cell = new Cell();
                    foreach (var fact in minute) NaiveCells.AddReading(cell, fact);
                    SealedCells.Add(new NaiveKey(site, indicator, Window.Minute, minute.Key), cell);
                }

                Sealed.Add((site, indicator, from, to));
            }
        }
    }

    // What is settled was judged for good.
    private IEnumerable<StoredFact> JudgeAll() => Stored.Where(fact => fact.Settled is not null)
        .Concat(Stored.Where(fact => fact.Settled is null).GroupBy(fact => (fact.Device, fact.Indicator)).SelectMany(Judge));

    private long FrontierEnd(Window window) => WindowCalendar.End(window, Frontiers[(int)window]);

    private long DelayMs(Window window) => (long)_options.ClosingDelays[(int)window].TotalMilliseconds;

    private void Apply(object record)
    {
        switch (record)
        {
            case SiteSeen seen:
                Introduce(seen.Site, seen.Area);
                break;
            case DeviceSeen seen:
                if (_residences.ContainsKey(seen.Device)) break;
                DeviceBooks.Add(seen.Device, new NaiveBooks());
                _residences.Add(seen.Device, [new Residence(long.MinValue, seen.Site, NextOrdinal(seen.Site))]);
                break;
            case SiteAssigned assigned:
                Communes[assigned.Site] = assigned.Commune;
                break;
            case SchemeChanged changed:
                var isFirst = _residences.Count == 0 && _versions.All(version => version.Scheme.Sector != changed.Sector);
                _versions.Add((isFirst ? long.MinValue : ClockMs + 300_001, _schemes!.Get(changed.Sha256)));
                break;
            case DeviceMoved moved:
                Move(moved);
                break;
            case TakenIn taken:
                TakeIn(taken);
                break;
            case DeviceTerms terms:
                Date(terms);
                break;
            case DeviceStale { IsBeforeSamples: true } stale:
                Receipts.Leave(stale.Device);
                break;
            case DeviceReported reported:
                Report(reported);
                break;
            case DeviceErased erased:
                Order(erased);
                break;
            case Rejected rejected:
                Reject(rejected);
                break;
        }
    }

    // A move holds from its moment on, but after everything that the device has stored and that is closed.
    private void Move(in DeviceMoved moved)
    {
        var device = moved.Device;
        var newest = NewestOf(device);
        Reside(device, Math.Max(Math.Max(moved.FromMs, newest + 1), Frontiers[(int)Window.Minute]), moved.Site);
    }

    private void Reside(uint device, long fromMs, uint site)
    {
        var residences = _residences[device];
        var known = residences.FindIndex(residence => residence.Site == site);
        residences.Add(new Residence(fromMs, site, known >= 0 ? residences[known].Ordinal : NextOrdinal(site)));
    }

    /// <summary>The terms of a device at a moment: of those that hold by then, what was said last.</summary>
    public Terms TermsOf(uint device, long timeMs) =>
        _terms.FindLast(terms => terms.Device == device && terms.FromMs <= timeMs) is { Terms: { } found } ? found : Terms.None;

    // Terms hold for what comes after all that the device has stored; the first ones for all of it.
    private void Date(in DeviceTerms given)
    {
        var (device, sequence) = (given.Device, given.Sequence);
        if (_terms.Exists(terms => terms.Device == device && terms.Sequence > sequence)) return;
        var newest = NewestOf(device);
        _terms.Add(newest == long.MinValue ? given : given with { FromMs = Math.Max(given.FromMs, newest + 1) });
    }

    // A device's word of a moment of which no reading is taken counts for nothing; nobody's reaches back beyond the horizon.
    private void Report(in DeviceReported reported)
    {
        if (reported.Source == ConditionSource.Device && !IsAccepted(reported.FromMs)) return;
        _conditions.Add(reported with { FromMs = Math.Max(reported.FromMs, ClockMs - (long)_options.Acceptance.Horizon.TotalMilliseconds) });
    }

    /// <summary>Some source says in the end that the device was not normal at a moment: of those that speak of it, the last word counts.</summary>
    public bool IsExcluded(uint device, long timeMs) => _conditions
        .Where(word => word.Device == device && word.FromMs <= timeMs && timeMs < word.UntilMs)
        .GroupBy(word => word.Source).Any(words => words.Last().Condition != DeviceCondition.Normal);

    private int NextOrdinal(uint site)
    {
        var ordinal = _ordinals.GetValueOrDefault(site);
        _ordinals[site] = ordinal + 1;
        return ordinal;
    }

    private void Reject(in Rejected rejected)
    {
        var site = 0u;
        if (rejected.Device != Numbers.None)
        {
            site = HomeOf(rejected.Device, long.MaxValue).Site;
            for (var i = 0; i < rejected.Count; i++) Receipts.Add(new NaiveReceipt(rejected.Device, ClockMs, null, site, null));
            DeviceBooks[rejected.Device].Received += rejected.Count;
            DeviceBooks[rejected.Device].Reject(rejected.Reason, rejected.Count);
        }

        SiteBooks.TryAdd(site, new NaiveBooks());
        SiteBooks[site].Received += rejected.Count;
        SiteBooks[site].Reject(rejected.Reason, rejected.Count);
        if (rejected.Device == Numbers.None || rejected.Unknown is not { } unknown) return;
        Kept.Add((
            new UnknownKey(Sector.Agriculture, unknown.Name, unknown.Unit),
            new KeptReading(Kept.Count + 1, Numbers.IndexOf(rejected.Device), Numbers.IndexOf(site), unknown.TimeMs, unknown.Value)));
    }

    // As if it had not been received before, but came now; each once.
    private void TakeIn(TakenIn taken)
    {
        foreach (var reading in taken.Readings)
        {
            if (!_taken.Add(reading.Sequence)) continue;
            var device = _world!.Devices.Find(one => one.Number == Numbers.Of(_number, reading.Device))!;
            var isOutOfRange = Math.Abs(reading.Value) > 1e9;
            foreach (var book in (NaiveBooks[])[DeviceBooks[device.Number], SiteBooks[Numbers.Of(_number, reading.Site)]])
            {
                if (isOutOfRange) book.Reject(RejectReason.OutOfRange, 1);
                else book.Received--;
                book.Reject(RejectReason.UnknownIndicator, -1);
                if (book.Rejected[RejectReason.UnknownIndicator] == 0) book.Rejected.Remove(RejectReason.UnknownIndicator);
            }

            if (isOutOfRange) continue;
            var indicator = device.Indicators.First(indicator => indicator.Number == taken.Indicator);
            Judge(device, indicator, reading.TimeMs, reading.Value, ReceiptOf(device, reading.TimeMs, indicator, position: null, previous: null));
        }
    }

    private void Judge(WorldDevice device, Indicator indicator, long timeMs, double value, QualityFlags receipt)
    {
        // What is refused is charged to where the device is now.
        var (site, ordinal) = HomeOf(device.Number, RefusalOf(device.Number, timeMs) == RejectReason.None ? timeMs : long.MaxValue);
        NaiveBooks[] books = [DeviceBooks[device.Number], SiteBooks[site]];
        foreach (var book in books) book.Received++;

        var refused = RefusalOf(device.Number, timeMs);
        var first = Stored.Find(fact => fact.Device == device && fact.Indicator == indicator && fact.TimeMs == timeMs);
        foreach (var book in books)
        {
            if (refused != RejectReason.None) book.Reject(refused, 1);
            else if (first is null) book.Stored++;
            else if (first.Value == value) book.Duplicates++;
            else book.Reject(RejectReason.Conflict, 1);
        }

        var isStored = refused == RejectReason.None && first is null;
        Receipts.Add(new NaiveReceipt(device.Number, ClockMs, indicator.Number, site, isStored ? ClockMs - timeMs : null));
        if (!isStored) return;
        ActiveFromMs.TryAdd((device.Number, indicator.Number), FirstActiveSlot(indicator, timeMs));
        Stored.Add(new StoredFact(device, indicator, timeMs, value + 0.0, default, site, ordinal, receipt) { AfterMs = SettledOf(device.Number) });
    }

    // Whatever order they came in, the flags are those of the whole series in the order of time.
    // What was measured under other rules is as another series.
    private IEnumerable<StoredFact> Judge(IGrouping<(WorldDevice Device, Indicator Indicator), StoredFact> series) =>
        series.OrderBy(fact => fact.TimeMs)
            .Select(fact => IsExcluded(fact.Device.Number, fact.TimeMs) ? fact with { Receipt = fact.Receipt.With(QualityTest.DeviceCondition, ReadingFlag.Fail) } : fact)
            .GroupBy(fact => RulesAt(series.Key.Indicator, fact.TimeMs)).SelectMany(part => Judge(part.Key.Rules, [.. part]));

    private static IEnumerable<StoredFact> Judge(Indicator rules, IReadOnlyList<StoredFact> readings)
    {
        var flags = new QualityFlags[readings.Count];
        new QualityControl(rules).Evaluate(
            readings.Select(fact => new QualitySample(fact.TimeMs, fact.Value, fact.Receipt)).ToArray(), isFromStart: true, flags, out _);
        return readings.Select((fact, i) => fact with { Flags = flags[i] });
    }

    // The version that holds at a moment, and since when its rules are what they are.
    private (long FromMs, Indicator Rules) RulesAt(Indicator indicator, long timeMs)
    {
        var found = (FromMs: long.MinValue, Rules: indicator);
        foreach (var (fromMs, scheme) in _versions)
        {
            if (fromMs > timeMs || !scheme.TryGet(indicator.Code, out var next) || next.Sector != indicator.Sector) continue;
            var isSame = next.Quality == found.Rules.Quality && next.FailSpan == found.Rules.FailSpan && next.SuspectSpan == found.Rules.SuspectSpan;
            found = (isSame ? found.FromMs : fromMs, next);
        }

        return found;
    }

    // A device is active from the slot of its first reading on, but not in windows that were closed before it was heard.
    private long FirstActiveSlot(Indicator indicator, long timeMs)
    {
        var period = (long)indicator.Period.TotalMilliseconds;
        if (Slots.BookedIn(period) is not { } window) return long.MaxValue;
        var slot = Slots.Start(timeMs, period);
        while (WindowCalendar.Start(window, slot) < Frontiers[(int)window]) slot = Slots.End(slot, period);
        return slot;
    }
}
