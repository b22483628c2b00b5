using SmartSectors.Grains.Devices;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

// Questions to the grains: the live twin, which is the only view that is not of committed state.
public sealed partial class Partition
{
    // Silent for longer than this many periods of its fastest indicator, a device is not live (standards.md, "sống").
    private const long EventDrivenPeriodMs = 3_600_000;

    /// <summary>What is known of a device now; null when its number is not in use.</summary>
    public DeviceState? FindDevice(int index)
    {
        if (index <= 0 || index >= _devices.Count || _devices[index].Site == 0) return null;

        ref readonly var device = ref _devices[index];
        var last = new List<LastReading>();
        LastPlace? place = _places.TryGetValue(index, out var known) ? known : null;
        if (device.IsAsleep)
        {
            var stored = FindStoredDevice(index);
            foreach (var (_, series) in stored.Series) AddLast(last, series);
            place = stored.Place;
        }

        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next) AddLast(last, _series[i]);

        var ledger = device.Ledger;
        var site = _sites[device.Site];
        return new DeviceState(
            site.Id, site.Sector, LinkOf(index),
            device.LastSeenMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(Math.Abs(device.LastSeenMs)),
            last,
            new LedgerBalance(
                ledger.Received, ledger.Stored, ledger.Duplicates,
                _deviceRejections.TryGetValue(index, out var rejected) ? new Dictionary<RejectReason, long>(rejected) : [],
                ledger.Pending))
        {
            Area = site.Area,
            Condition = ConditionOf(index),
            Terms = _terms.TryGetValue(index, out var terms) ? [.. terms.Dated] : [],
            LeastDelay = device.Clock.LeastDelayMs is { } delayMs ? TimeSpan.FromMilliseconds(delayMs) : null,
            PlacedAt = place is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.TimeMs) : null,
        };
    }

    private void AddLast(List<LastReading> last, in SeriesState series)
    {
        if (series.Count == 0) return;
        var (timeMs, value, flag) = series[series.Count - 1];
        var rules = RulesOf(series.Indicator);
        last.Add(new LastReading(rules.Indicator, DateTimeOffset.FromUnixTimeMilliseconds(timeMs), value, flag)
        {
            ExpectedFrom = rules.SlotsBookedIn is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(series.ActiveSlotMs),
        });
    }

    /// <summary>How many devices are live on the log's clock.</summary>
    public int CountLive()
    {
        var live = 0;
        for (var index = 1; index < _devices.Count; index++)
        {
            if (_devices[index].Site != 0 && LinkOf(index) == LinkPhase.Live) live++;
        }

        return live;
    }

    private LinkPhase LinkOf(int index)
    {
        ref readonly var device = ref _devices[index];
        if (device.LastSeenMs == 0) return LinkPhase.NeverHeard;
        if (device.IsAsleep) return LinkPhase.Silent;

        var fastest = long.MaxValue;
        for (var i = device.FirstSeries; i >= 0; i = _series[i].Next)
        {
            var period = RulesOf(_series[i].Indicator).PeriodMs;
            fastest = Math.Min(fastest, period > 0 ? period : EventDrivenPeriodMs);
        }

        if (fastest == long.MaxValue) fastest = EventDrivenPeriodMs;
        return IsAlive(index, device, fastest, _clockMs) is true ? LinkPhase.Live : LinkPhase.Silent;
    }
}

/// <summary>A grain's answer about one device.</summary>
public sealed record DeviceState(
    string Site, Sector Sector, LinkPhase Link, DateTimeOffset? LastSeen, IReadOnlyList<LastReading> Last, LedgerBalance Ledger)
{
    /// <summary>Where its readings count now, as <see cref="Log.SiteSeen"/> has it.</summary>
    public string Area { get; init; } = "";

    /// <summary>What is said of it from moments on, in their order.</summary>
    public IReadOnlyList<DatedTerms> Terms { get; init; } = [];

    /// <summary>The moment of its last position; null where it never sent one.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    public ReportedCondition Condition { get; init; } = ReportedCondition.Normal;

    /// <summary>As <see cref="DeviceTwin.LeastDelay"/>.</summary>
    public TimeSpan? LeastDelay { get; init; }
}
