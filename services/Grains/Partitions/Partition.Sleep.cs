using System.Diagnostics.CodeAnalysis;
using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// Activation and deactivation: a device that is not heard any more keeps its identity and books in memory, and leaves its
// series to the page of state that was just written. The first reading brings them back.
public sealed partial class Partition
{
    // Those that the pages of the commit in the making hold, and that may sleep when it is written.
    private readonly List<int> _sleepers = [];

    /// <summary>Devices whose series are in memory.</summary>
    public int ActiveDeviceCount => DeviceCount - _asleep;

    private int _asleep;

    /// <summary>Once a minute: the pages of idle devices are to be written, for only what a page holds may sleep.</summary>
    private void OfferIdleDevices()
    {
        for (var index = 1; index < _devices.Count; index++)
        {
            ref readonly var device = ref _devices[index];
            if (device.Site != 0 && !device.IsAsleep && IsIdle(device)) Dirty(StatePageKind.Devices, index / DevicesPerPage, CommitNumber + 1);
        }
    }

    private bool IsIdle(in DeviceGrain device)
    {
        if (!IsSilent(device)) return false;
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            if (Holds(device, _series[i])) return false;
        }

        return true;
    }

    private bool IsIdle(DeviceGrain device, List<(int Site, SeriesState State)> series) =>
        IsSilent(device) && !series.Exists(entry => Holds(device, entry.State));

    // What was received in the quarter-hour is booked at its end.
    private bool IsSilent(in DeviceGrain device) =>
        device.ReceiptQuarter != _receiptQuarter
        && device.LastSeenMs <= _clockMs - (long)_options.DeactivateAfter.TotalMilliseconds;

    // Its value may still be booked at the close of a quarter-hour, or of its slot's window; and who sleeps does not live.
    private bool Holds(in DeviceGrain device, in SeriesState series)
    {
        var rules = RulesOf(series.Indicator);
        return (series.Count > 0 && MayBeBooked(series, rules))
            || (device.HasMoved && MayBeElsewhere(series.Device, rules))
            || IsAlive(series.Device, device, rules.PeriodMs, _clockMs) is true;
    }

    private bool MayBeBooked(in SeriesState series, IndicatorRules rules) =>
        series.NewestMs + rules.HoldMs >= _frontiers[(int)Window.QuarterHour]
        || (rules.DeviceSlotsBookedIn is { } window && series.NewestMs >= _frontiers[(int)window]);

    // One number a sleeping series is enough to expect its slots, and to ask whether it lives, where all that is still to be
    // booked is one site's. Its residences stay in memory.
    private bool MayBeElsewhere(int index, IndicatorRules rules)
    {
        var sinceMs = _residences[index][^1].FromMs;
        return sinceMs > _frontiers[(int)Window.QuarterHour] || (rules.SlotsBookedIn is { } window && sinceMs > _frontiers[(int)window]);
    }

    // A series has the site that it was made at; a device that moved is at another.
    private static int SiteOf(in DeviceGrain device, int made) => device.HasMoved ? device.Site : made;

    private void WriteDevicePage(ref ByteWriter writer, int number)
    {
        var end = Math.Min((number + 1) * DevicesPerPage, _devices.Count);
        var asleep = false;
        for (var index = number * DevicesPerPage; index < end; index++)
        {
            ref readonly var device = ref _devices[index];
            if (device.Site == 0) continue;
            // Both in memory, whether it sleeps or not.
            if (device.HasTerms) WriteTerms(ref writer, index);
            if (device.HasConditions) WriteConditions(ref writer, index);
            if (device.HasErasures) WriteErasures(ref writer, index);
            if (device.IsAsleep)
            {
                asleep = true;
                continue;
            }

            writer.WriteByte((byte)Entry.DeviceWithParts);
            WriteDevice(ref writer, index);
            if (IsIdle(device)) _sleepers.Add(index);
        }

        if (asleep) CopySleeping(ref writer, number);
    }

    // What sleeps stands in the page as it was; it is copied, not read.
    private void CopySleeping(ref ByteWriter writer, int number)
    {
        var page = _store.ReadPage(Number, StatePageKind.Devices, number);
        var reader = new ByteReader(page);
        while (reader.Remaining > 0)
        {
            var begin = reader.Position;
            if (!TryReadDevice(ref reader, out var entry)) continue;
            if (_devices[entry.Index].IsAsleep) writer.WriteBytes(page.AsSpan(begin, reader.Position - begin));
        }
    }

    private void PutToSleep(int index)
    {
        ref var device = ref _devices[index];
        while (device.FirstSeries is >= 0 and var first)
        {
            ref readonly var series = ref _series[first];
            SiteSeriesOf(SiteOf(device, _siteSeries[series.SiteSeries].Site), series.Indicator).AsleepFromSlots.Add(series.ActiveSlotMs);
            device.FirstSeries = series.Next;
            _lastMoved.Remove(series.Number);
            RemoveSeries(first);
        }

        _places.Remove(index);
        device.IsAsleep = true;
        _asleep++;
    }

    // Read from its page, but left there.
    private void Lay(DeviceEntry entry)
    {
        foreach (var (site, series) in entry.Series) SiteSeriesOf(SiteOf(_devices[entry.Index], site), series.Indicator).AsleepFromSlots.Add(series.ActiveSlotMs);
        _places.Remove(entry.Index);
        _devices[entry.Index].IsAsleep = true;
        _asleep++;
    }

    private void Wake(int index)
    {
        var entry = FindStoredDevice(index);
        Awaken(index, entry);
        foreach (var (site, series) in entry.Series) PlaceSeries(index, site, series);
    }

    private void Awaken(int index, DeviceEntry entry)
    {
        foreach (var (site, series) in entry.Series) SiteSeriesOf(SiteOf(_devices[entry.Index], site), series.Indicator).AsleepFromSlots.Remove(series.ActiveSlotMs);
        if (entry.Place is { } place) _places[index] = place;
        _devices[index].IsAsleep = false;
        _asleep--;
    }

    // False for an entry of another kind, which stays in memory.
    private static bool TryReadDevice(ref ByteReader reader, [MaybeNullWhen(false)] out DeviceEntry entry)
    {
        entry = null;
        var kind = (Entry)reader.ReadByte();
        if (kind == Entry.Terms) TermsEntry.Read(ref reader);
        else if (kind == Entry.Conditions) ConditionsEntry.Read(ref reader);
        else if (kind == Entry.Erasures) ErasureEntry.Read(ref reader);
        else entry = DeviceEntry.Read(ref reader, kind == Entry.DeviceWithParts);
        return entry is not null;
    }

    private DeviceEntry FindStoredDevice(int index)
    {
        var reader = new ByteReader(_store.ReadPage(Number, StatePageKind.Devices, index / DevicesPerPage));
        while (reader.Remaining > 0)
        {
            if (TryReadDevice(ref reader, out var entry) && entry.Index == index) return entry;
        }

        throw new InvalidDataException($"CORRUPT: device {index} of partition {Number} sleeps, and its page does not have it.");
    }

    /// <summary>Puts a series that was read into its device's chain, in its place when it is there already.</summary>
    private void PlaceSeries(int index, int site, in SeriesState state)
    {
        ref var device = ref _devices[index];
        var last = -1;
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            if (_series[i].Number == state.Number)
            {
                var next = _series[i].Next;
                _series[i] = state;
                _series[i].Next = next;
                _series[i].SiteSeries = SiteSeriesOf(site, state.Indicator).Index;
                return;
            }

            last = i;
        }

        var added = _series.Add();
        _series[added] = state;
        _series[added].Next = -1;
        _series[added].SiteSeries = SiteSeriesOf(site, state.Indicator).Index;
        if (last < 0) device.FirstSeries = added;
        else _series[last].Next = added;
    }

    // The array stays dense: the last series moves into the free place.
    private void RemoveSeries(int free)
    {
        var last = _series.Count - 1;
        if (free != last)
        {
            _series[free] = _series[last];
            ref var owner = ref _devices[_series[free].Device];
            if (owner.FirstSeries == last)
            {
                owner.FirstSeries = free;
            }
            else
            {
                var i = owner.FirstSeries;
                while (_series[i].Next != last) i = _series[i].Next;
                _series[i].Next = free;
            }
        }

        _series.RemoveLast();
    }
}
