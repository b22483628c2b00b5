using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// Residences: at which of the sites here a device was when, be it registered elsewhere (a move) or somewhere else (a
// place). What it measured at a moment is that site's for ever. The newest are in the device's state; a device that moves
// often leaves the others to the store, where they are asked for by what is late.
public sealed partial class Partition
{
    private readonly Dictionary<int, List<Residence>> _residences = [];

    private (int Site, int Ordinal) ResidenceAt(int device, long timeMs)
    {
        var residences = _residences[device];
        for (var i = residences.Count - 1; i >= 0; i--)
        {
            if (residences[i].FromMs <= timeMs) return (residences[i].Site, residences[i].Ordinal);
        }

        var older = _store.ReadResidences(Number, device).Last(row => row.FromMs <= timeMs);
        return (older.Site, older.Ordinal);
    }

    /// <summary>The site's series that a moment of a device's series belongs to.</summary>
    private SiteSeries SiteSeriesAt(in SeriesState series, long timeMs) =>
        _devices[series.Device].HasMoved
            ? SiteSeriesOf(ResidenceAt(series.Device, timeMs).Site, series.Indicator)
            : _siteSeries[series.SiteSeries];

    private int OrdinalAt(int device, long timeMs) =>
        _devices[device].HasMoved ? ResidenceAt(device, timeMs).Ordinal : _devices[device].Ordinal;

    // What is stored or closed stays where it is booked: the move holds after it.
    private void Apply(in DeviceMoved moved)
    {
        var index = Numbers.IndexOf(moved.Device);
        ref var device = ref DeviceAt(index);
        var site = Numbers.IndexOf(moved.Site);
        SiteAt(site);
        Reside(index, ref device, Math.Max(Math.Max(moved.FromMs, NewestOf(index) + 1), Frontier(Window.Minute)), site);
    }

    /// <summary>From a moment on, after everything that it has stored, a device is at a site.</summary>
    private void Reside(int index, ref DeviceGrain device, long fromMs, int site)
    {
        if (!_residences.TryGetValue(index, out var residences))
        {
            _residences.Add(index, residences = [new Residence(long.MinValue, device.Site, device.Ordinal)]);
            device.HasMoved = true;
        }

        // Between those that are in the store: until the next commit all are here, or this one would hide the later of them.
        if (fromMs < residences[0].FromMs) _residences[index] = residences = AllResidencesOf(index);

        var (before, _) = ResidenceAt(index, fromMs);
        var ordinal = OrdinalOf(index, site) ?? _sites[site].DeviceCount++;

        // Of two from one moment on the later counts.
        var at = residences.FindLastIndex(residence => residence.FromMs <= fromMs) + 1;
        residences.Insert(at, new Residence(fromMs, site, ordinal));
        device.Site = residences[^1].Site;
        device.Ordinal = residences[^1].Ordinal;
        MoveExpected(device, fromMs, at + 1 < residences.Count ? residences[at + 1].FromMs : long.MaxValue, before, site);
        TouchSite(site, _sites[site]);
        Touch(index, ref device);
        _commit.Devices.Add(new DeviceRow(index, device.Site, ""));
    }

    // A device that returns has its old bit again: it is one device.
    private int? OrdinalOf(int device, int site)
    {
        var residences = _residences[device];
        var known = residences.FindIndex(residence => residence.Site == site);
        if (known >= 0) return residences[known].Ordinal;
        return IsWhole(residences) ? null : AllResidencesOf(device).Find(residence => residence.Site == site) is { Site: > 0 } older ? older.Ordinal : null;
    }

    /// <summary>
    /// The slots that were expected of a device in windows that are closed: a moment of which nothing was heard until now
    /// was the site's where the device was thought to be. Nothing else is booked beyond the newest reading: a hold stays
    /// with the site of its reading.
    /// </summary>
    private void MoveExpected(in DeviceGrain device, long fromMs, long untilMs, int before, int now)
    {
        if (before == now) return;
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            ref readonly var series = ref _series[i];
            var rules = RulesOf(series.Indicator);
            if (rules.SlotsBookedIn is not { } window || !IsActive(series)) continue;

            var from = Math.Max(fromMs, series.ActiveSlotMs);
            var until = Math.Min(untilMs, _frontiers[(int)window]);
            for (var start = WindowCalendar.Start(window, from); start < until; start = WindowCalendar.End(window, start))
            {
                var slots = Slots.StartingIn(Math.Max(start, from), Math.Min(WindowCalendar.End(window, start), until), rules.PeriodMs);
                if (slots == 0) continue;
                Gather(SiteSeriesOf(before, series.Indicator), window, start).Content.AddSlots(-slots, 0);
                Gather(SiteSeriesOf(now, series.Indicator), window, start).Content.AddSlots(slots, 0);
            }
        }
    }

    // What is settled counts as stored.
    private long NewestOf(int index)
    {
        ref readonly var device = ref _devices[index];
        var newest = device.HasErasures && _erasures[index].SettledMs is > long.MinValue and var settledMs ? settledMs - 1 : long.MinValue;
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            if (_series[i].Count > 0) newest = Math.Max(newest, _series[i].NewestMs);
        }

        return newest;
    }

    // The first of all holds since ever.
    private static bool IsWhole(List<Residence> residences) => residences[0].FromMs == long.MinValue;

    /// <summary>Those from the one that holds at a moment on, at least.</summary>
    private List<Residence> ResidencesFrom(int device, long timeMs) =>
        timeMs < _residences[device][0].FromMs ? AllResidencesOf(device) : _residences[device];

    // A state that was loaded may have some of those in the store yet: it was written in the commit that put them there.
    private List<Residence> AllResidencesOf(int device)
    {
        var residences = _residences[device];
        if (IsWhole(residences)) return residences;
        var older = _store.ReadResidences(Number, device).Where(row => row.FromMs < residences[0].FromMs);
        return [.. older.Select(row => new Residence(row.FromMs, row.Site, row.Ordinal)), .. residences];
    }

    /// <summary>Writes the older residences of devices that have too many, as the store is to have them.</summary>
    private void WriteOldResidences()
    {
        _commit.Residences.Clear();
        foreach (var index in _touchedDevices)
        {
            if (!_residences.TryGetValue(index, out var residences) || residences.Count <= _options.ResidencesKept) continue;
            foreach (var old in residences[..^(_options.ResidencesKept / 2)])
                _commit.Residences.Add(new ResidenceRow(index, old.FromMs, old.Site, old.Ordinal));
        }
    }

    // They are in the commit that was written.
    private void ForgetOldResidences()
    {
        foreach (var old in _commit.Residences.GroupBy(row => row.Device)) _residences[old.Key].RemoveRange(0, old.Count());
    }
}
