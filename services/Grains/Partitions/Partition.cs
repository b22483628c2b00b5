using System.Diagnostics;
using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

/// <summary>
/// One of the 64 partitions: the grains of its devices and sites, in arrays, and the rules that the log's blocks are
/// applied by. It knows no clock and no registry: everything it does is a function of the log, so that applying the same
/// blocks from the last commit's cursor gives the same state. One worker owns it; nothing here is thread-safe.
/// </summary>
public sealed partial class Partition
{
    private readonly PartitionOptions _options;
    private readonly IPartitionStore _store;
    private IndicatorRules?[] _rules;

    // Index 0 of devices and sites is never given, so that a number of zero means none.
    private readonly ChunkedArray<DeviceGrain> _devices = new();
    private readonly ChunkedArray<SeriesState> _series = new();
    private int _nextSeriesNumber;
    private readonly List<SiteGrain> _sites = [new("", default, "")];
    private readonly List<SiteSeries> _siteSeries = [];
    private readonly Dictionary<int, Dictionary<RejectReason, long>> _deviceRejections = [];
    private readonly Dictionary<int, Dictionary<RejectReason, long>> _siteRejections = [];
    private readonly PartitionCommit _commit = new();

    private long _receiptMs;

    /// <param name="number">0 to 63.</param>
    /// <param name="indicators">By these it goes as long as the log names no scheme.</param>
    /// <param name="options">Delays, limits and the like.</param>
    /// <param name="store">Where it commits to.</param>
    /// <param name="texts">The schemes that the log names; may be left out where it names none.</param>
    public Partition(
        int number, IReadOnlyList<Indicator> indicators, PartitionOptions options, IPartitionStore store, ISchemeTexts? texts = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Acceptance.Horizon, SeriesState.LongestHorizon);
        Number = number;
        _options = options;
        _store = store;
        _texts = texts;
        _history = new SeriesHistory(number, store, SettledBefore);
        _rules = new IndicatorRules?[indicators.Count == 0 ? 0 : indicators.Max(indicator => indicator.Number) + 1];
        foreach (var indicator in indicators) _rules[indicator.Number] = new IndicatorRules(indicator, indicators);
        _devices.EnsureCount(1);
    }

    public int Number { get; }

    /// <summary>The offset of the last block that was applied.</summary>
    public long Offset { get; private set; }

    /// <summary>Readings applied since the process started.</summary>
    public long AppliedReadings { get; private set; }

    /// <summary>Devices whose grain is in memory.</summary>
    public int DeviceCount { get; private set; }

    public int SiteCount { get; private set; }

    /// <summary>Applies this partition's part of a block. <see cref="Tick"/> of the same block comes first.</summary>
    public void Apply(long offset, in BlockSection section)
    {
        if (_quarantined.Contains(offset)) ApplyQuarantined(section);
        else ApplySection(section);

        AppliedReadings += section.ReadingCount;
        Skip(offset);
    }

    /// <summary>The sampled messages of the blocks that wait for the next commit.</summary>
    internal List<ActivityContext> Traces => _commit.Traces;

    /// <summary>Passes a block that has nothing for this partition.</summary>
    public void Skip(long offset)
    {
        Offset = offset;
        _isTickedAhead = false;
    }

    private void ApplySection(in BlockSection section)
    {
        ApplyControls(section.ControlRecords, skipsDamaged: false);

        var reading = 0;
        for (var i = 0; i < section.SampleCount; i++)
        {
            var count = section.ValueCounts[i];
            ApplySample(
                Numbers.IndexOf(section.Devices[i]), section.Times[i], section.Flags[i],
                section.Indicators.Slice(reading, count), section.Values.Slice(reading, count));
            reading += count;
        }

        _placed.Clear();
        ApplyLeaving();
    }

    private void ApplySample(int index, long timeMs, SampleFlags flags, ReadOnlySpan<ushort> indicators, ReadOnlySpan<double> values)
    {
        ref var device = ref DeviceAt(index);
        var refused = Acceptance.Judge(timeMs, _receiptMs, _options.Acceptance);
        if (refused == RejectReason.None && device.HasErasures && timeMs < _erasures[index].SettledMs) refused = RejectReason.Erased;
        var receipt = flags.HasFlag(SampleFlags.Placed) ? TakePosition(index, ref device, timeMs, flags, refused != RejectReason.None) : default;

        if (device.HasTerms) receipt = WithDelay(receipt, index, timeMs);
        if (device.HasConditions) receipt = receipt with { Condition = ConditionAt(index, timeMs) };

        // What is refused is charged to where the device is now.
        var (site, ordinal) = device.HasMoved && refused == RejectReason.None ? ResidenceAt(index, timeMs) : (device.Site, device.Ordinal);
        Touch(index, ref device);
        device.LastSeenMs = Math.Max(device.LastSeenMs, _receiptMs);
        if (values.Length > 0) NoteReceipt(ref device);

        // What is refused for its time tells most of the clock.
        if (values.Length > 0 && !flags.HasFlag(SampleFlags.ServerStamped)) device.Clock.Note(timeMs, _receiptMs);

        var siteGrain = _sites[site];
        TouchSite(site, siteGrain);
        device.Ledger.Received += values.Length;
        siteGrain.Ledger.Received += values.Length;

        if (refused != RejectReason.None)
        {
            Reject(index, site, refused, values.Length);
            return;
        }

        // A device sends its indicators in the same order time after time, and its series were made in that order.
        var next = device.FirstSeries;
        for (var i = 0; i < values.Length; i++)
        {
            if (next < 0 || _series[next].Indicator != indicators[i]) next = FindOrAddSeries(index, ref device, indicators[i]);
            ref var series = ref _series[next];
            var siteSeries = _siteSeries[series.SiteSeries];
            if (siteSeries.Site != site) siteSeries = SiteSeriesOf(site, indicators[i]);

            switch (series.Judge(timeMs, values[i]))
            {
                case Verdict.Newest:
                    Store(ref series, siteSeries, ordinal, timeMs, values[i], ReceiptOf(siteSeries.Rules, receipt));
                    device.Ledger.Stored++;
                    siteGrain.Ledger.Stored++;
                    break;
                case Verdict.Duplicate:
                    device.Ledger.Duplicates++;
                    siteGrain.Ledger.Duplicates++;
                    break;
                case Verdict.Conflict:
                    Reject(index, site, RejectReason.Conflict, 1);
                    break;
                default:
                    device.Ledger.Pending++;
                    siteGrain.Ledger.Pending++;
                    TakeLate(new LateReading(next, site, timeMs, _receiptMs, values[i], ReceiptOf(siteSeries.Rules, receipt)));
                    break;
            }

            next = series.Next;
        }
    }

    private void Store(ref SeriesState series, SiteSeries siteSeries, int ordinal, long timeMs, double value, QualityFlags receipt)
    {
        var flags = JudgeNewest(ref series, siteSeries.Rules, new QualitySample(timeMs, value, receipt));
        var flag = flags.Aggregate;
        AddStatistics(siteSeries, ordinal, timeMs, value, flag);
        if (timeMs >= series.SlotEndMs) EnterSlot(ref series, siteSeries, timeMs);
        if (flag != ReadingFlag.Fail) AcceptNewest(series, new AcceptedReading(timeMs, value));
        CountNewest(ref series, timeMs, flag);
        NoteDelay(ref series, siteSeries, _receiptMs - timeMs);
        series.Append(timeMs, value, flag, ReceiptTests.HaveFound(flags));
        series.NoteCalm(siteSeries.Rules.Quality.IsCalm(series.Quality));
        _commit.AddReading(series.Number, timeMs, value, flags);
    }

    private void Reject(int device, int site, RejectReason reason, long count)
    {
        if (count == 0) return; // a position alone
        if (device != 0) Count(_deviceRejections, device, reason, count);
        Count(_siteRejections, site, reason, count);
    }

    private static void Count(
        Dictionary<int, Dictionary<RejectReason, long>> books, int index, RejectReason reason, long count)
    {
        if (!books.TryGetValue(index, out var reasons)) books.Add(index, reasons = []);
        var now = reasons.GetValueOrDefault(reason) + count;
        if (now == 0) reasons.Remove(reason); // all of them were taken in
        else reasons[reason] = now;
    }

    private int FindOrAddSeries(int index, ref DeviceGrain device, ushort indicator)
    {
        var last = -1;
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            if (_series[i].Indicator == indicator) return i;
            last = i;
        }

        var added = _series.Add();
        ref var series = ref _series[added];
        series.Indicator = indicator;
        series.Device = index;
        series.Next = -1;
        series.Number = _nextSeriesNumber++;
        series.SiteSeries = SiteSeriesOf(device.Site, indicator).Index;
        series.DroppedTimeMs = long.MinValue;
        if (last < 0) device.FirstSeries = added;
        else _series[last].Next = added;
        _commit.NewSeries.Add(new SeriesRow(series.Number, index, indicator));
        return added;
    }

    private SiteSeries SiteSeriesOf(int site, ushort indicator)
    {
        foreach (var known in _sites[site].Series)
        {
            if (known.Rules.Indicator.Number == indicator) return known;
        }

        var added = new SiteSeries(_siteSeries.Count, site, RulesOf(indicator));
        _sites[site].Series.Add(added);
        _siteSeries.Add(added);
        return added;
    }

    private IndicatorRules RulesOf(ushort indicator) =>
        RulesOrNone(indicator)
        ?? throw new InvalidDataException($"CORRUPT: indicator {indicator} is in no scheme.");

    private ref DeviceGrain DeviceAt(int index)
    {
        if (index <= 0 || index >= _devices.Count || _devices[index].Site == 0)
            throw new InvalidDataException($"CORRUPT: device {index} of partition {Number} was never introduced.");
        if (_devices[index].IsAsleep) Wake(index);
        return ref _devices[index];
    }

    private SiteGrain SiteAt(int index) =>
        index > 0 && index < _sites.Count && _sites[index].Id.Length > 0
            ? _sites[index]
            : throw new InvalidDataException($"CORRUPT: site {index} of partition {Number} was never introduced.");

    private void ApplyControls(ReadOnlySpan<byte> records, bool skipsDamaged)
    {
        var reader = new ByteReader(records);
        while (reader.Remaining > 0)
        {
            var kind = (ControlKind)reader.ReadByte();
            var body = new ByteReader(reader.ReadBytes(reader.ReadCount()));
            try
            {
                Apply(kind, ref body);
            }
            catch (InvalidDataException) when (skipsDamaged)
            {
                // The block is in quarantine for what cannot be applied: this is it.
            }
        }
    }

    private void Apply(ControlKind kind, ref ByteReader body)
    {
        switch (kind)
        {
            case ControlKind.SiteSeen: Apply(SiteSeen.Read(ref body)); break;
            case ControlKind.DeviceSeen: Apply(DeviceSeen.Read(ref body)); break;
            case ControlKind.Rejected: Apply(Rejected.Read(ref body)); break;
            case ControlKind.SiteAssigned: Apply(SiteAssigned.Read(ref body)); break;
            case ControlKind.DeviceMoved: Apply(DeviceMoved.Read(ref body)); break;
            case ControlKind.DeviceStale: Apply(DeviceStale.Read(ref body)); break;
            case ControlKind.TakenIn: Apply(TakenIn.Read(ref body)); break;
            case ControlKind.SchemeChanged: Apply(SchemeChanged.Read(ref body)); break;
            case ControlKind.DeviceTerms: Apply(DeviceTerms.Read(ref body)); break;
            case ControlKind.DeviceReported: Apply(DeviceReported.Read(ref body)); break;
            case ControlKind.DevicePlaced: Apply(DevicePlaced.Read(ref body)); break;
            case ControlKind.DeviceErased: Apply(DeviceErased.Read(ref body)); break;
            case ControlKind.Traced: _commit.AddTrace(TraceRecord.Read(ref body)); break;
            default: throw new InvalidDataException($"CORRUPT: control record of kind {(byte)kind}.");
        }
    }

    // Ingestion introduces a site or device again until it knows that it is durable: the first stands.
    private void Apply(in SiteSeen seen)
    {
        var index = Numbers.IndexOf(seen.Site);
        EnsureSites(index + 1);
        if (_sites[index].Id.Length > 0) return;
        _sites[index] = new SiteGrain(seen.Id, seen.Sector, seen.Area);
        SiteCount++;
        _commit.Sites.Add(new SiteRow(index, (byte)seen.Sector, seen.Id, seen.Area));
        TouchSite(index, _sites[index]);
    }

    // A number whose introduction was never durable stays unused.
    private void EnsureSites(int count)
    {
        while (_sites.Count < count) _sites.Add(new SiteGrain("", default, ""));
    }

    private void Apply(in DeviceSeen seen)
    {
        var index = Numbers.IndexOf(seen.Device);
        _devices.EnsureCount(index + 1);
        ref var device = ref _devices[index];
        if (device.Site != 0) return;
        var site = SiteAt(Numbers.IndexOf(seen.Site));
        device.Site = Numbers.IndexOf(seen.Site);
        device.Ordinal = site.DeviceCount++;
        device.FirstSeries = -1;
        DeviceCount++;
        TouchSite(device.Site, site);
        Touch(index, ref device);
        _commit.Devices.Add(new DeviceRow(index, device.Site, seen.Id));
    }

    private void Apply(in Rejected rejected)
    {
        var index = Numbers.IndexOf(rejected.Device);
        var site = 0;
        if (index != 0)
        {
            ref var device = ref DeviceAt(index);
            site = device.Site;
            NoteReceipt(ref device);
            device.Ledger.Received += rejected.Count;
            Touch(index, ref device);
        }

        TouchSite(site, _sites[site]);
        _sites[site].Ledger.Received += rejected.Count;
        Reject(index, site, rejected.Reason, rejected.Count);
        if (index != 0 && rejected.Unknown is { } unknown) Keep(index, site, unknown);
        if (rejected.Topic.Length > 0)
            _commit.Refused.Add(new RefusedMessage(_receiptMs, rejected.Reason, rejected.Topic, rejected.Body));
    }

    private void Apply(in SiteAssigned assigned)
    {
        var index = Numbers.IndexOf(assigned.Site);
        var site = SiteAt(index);
        site.Area = assigned.Commune;
        _commit.Sites.Add(new SiteRow(index, (byte)site.Sector, site.Id, site.Area));
        _commit.Reassigned.Add(index);
    }
}
