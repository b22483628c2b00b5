using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Sites;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Grains.Partitions;

// Travel: what the speeds of a vehicle say of its trips, stops and speeding is booked in other indicators, of the site
// where the vehicle was at the reading that says it. Two consecutive readings tell, or two consecutive moving ones; the
// moving one before the newest may be older than the ring, while the vehicle stands.
public sealed partial class Partition
{
    // When a vehicle that stands last moved, as of the reading at which it began to stand; by the series' numbers. Not
    // stored: what is not known here is asked of the store. A late reading makes it unknown.
    private readonly Dictionary<int, long> _lastMoved = [];

    // What was measured before was booked by a version that derived nothing; 0 where there was none.
    private long _travelFromMs;

    /// <summary>From which moment of measurement on an indicator's readings are booked in those that are derived from it.</summary>
    public long TravelFromMs(ushort source) => Math.Max(RulesOf(source).TravelFromMs, _travelFromMs);

    private void JoinTravel(in SeriesState series, IndicatorRules rules, AcceptedReading reading, AcceptedReading? before)
    {
        ChangeTravel(series, rules, reading, before, null, MovedBefore(series, rules.Travel!, reading), null, 1);
        if (reading.Value < rules.Travel!.MovingFrom && before is { } last && last.Value >= rules.Travel.MovingFrom) _lastMoved[series.Number] = last.TimeMs;
    }

    /// <summary>The newest reading leaves the accepted ones, being still among them in the ring.</summary>
    private void LeaveTravel(in SeriesState series, IndicatorRules rules, AcceptedReading newest) => ChangeTravel(
        series, rules, newest, AcceptedBefore(series, newest.TimeMs), null, MovedBefore(series, rules.Travel!, newest), null, -1);

    private void ChangeTravel(
        in SeriesState series, IndicatorRules rules, AcceptedReading reading, AcceptedReading? before, AcceptedReading? after,
        long? movedBeforeMs, long? movedAfterMs, int sign)
    {
        var change = TravelChange.Of(
            rules.Travel!, Read(series, rules, reading), Read(series, rules, before), Read(series, rules, after), movedBeforeMs, movedAfterMs);
        BookTravel(series, rules, reading.TimeMs, change.OfReading, sign);
        if (after is { } next) BookTravel(series, rules, next.TimeMs, change.OfNext, sign);
        if (movedAfterMs is { } movedMs) BookTravel(series, rules, movedMs, change.OfMoved, sign);
    }

    private VehicleReading? Read(in SeriesState series, IndicatorRules rules, AcceptedReading? reading) =>
        reading is { } one ? Read(series, rules, one) : null;

    private VehicleReading Read(in SeriesState series, IndicatorRules rules, AcceptedReading reading)
    {
        var travel = rules.Travel!;
        var parameter = travel.Speeding.Parameter is { } name && _devices[series.Device].HasTerms
            ? TermsAt(series.Device, reading.TimeMs).Parameters.Find(name)
            : null;
        return travel.Read(reading.TimeMs, reading.Value, parameter);
    }

    private void BookTravel(in SeriesState series, IndicatorRules rules, long timeMs, TravelCounts counts, int sign)
    {
        if (counts == default || timeMs < Math.Max(rules.TravelFromMs, _travelFromMs)) return;
        var home = SiteSeriesAt(series, timeMs);
        var into = home.Derived ??= DerivedAt(home.Site, rules.Travel!.Into);
        BookTravel(into[0], timeMs, counts.OfTrips, sign);
        BookTravel(into[1], timeMs, counts.OfStops, sign);
        BookTravel(into[2], timeMs, counts.OfSegments, sign);
        BookTravel(into[3], timeMs, counts.OfShare, sign);
    }

    private void BookTravel(SiteSeries at, long timeMs, OwnIncrement increment, int sign)
    {
        if (increment != default) Book(at, timeMs, increment, sign);
    }

    private SiteSeries[] DerivedAt(int site, TravelIndicators into) =>
        [SiteSeriesOf(site, into.Trips), SiteSeriesOf(site, into.Stops), SiteSeriesOf(site, into.SpeedingSegments), SiteSeriesOf(site, into.SpeedingShare)];

    /// <summary>When the vehicle moved before the newest reading, if that moves; what is a trip's gap ago need not be found.</summary>
    private long? MovedBefore(in SeriesState series, TravelRules travel, AcceptedReading newest)
    {
        if (newest.Value < travel.MovingFrom) return null; // Nobody asks.
        if (MovedInRing(series, travel, newest.TimeMs) is { } found) return found;
        var fromMs = newest.TimeMs - travel.TripGapMs;
        if (series.DroppedTimeMs <= fromMs) return null;

        if (!_lastMoved.TryGetValue(series.Number, out var movedMs))
        {
            var known = AcceptedIn(series, fromMs, newest.TimeMs);
            var at = known.FindLastIndex(reading => reading.Value >= travel.MovingFrom);
            _lastMoved.Add(series.Number, movedMs = at < 0 ? long.MinValue : known[at].TimeMs);
        }

        return movedMs == long.MinValue ? null : movedMs;
    }

    /// <summary>The ring tells for every moment from one on which moving reading is before it.</summary>
    private static bool TellsMoved(in SeriesState series, IndicatorRules rules, long timeMs) =>
        rules.Travel is not { } travel || series.DroppedTimeMs <= timeMs - travel.TripGapMs || MovedInRing(series, travel, timeMs) is not null;

    private static long? MovedInRing(in SeriesState series, TravelRules travel, long timeMs)
    {
        for (var rank = series.Count - 1; rank >= 0; rank--)
        {
            var (knownMs, value, flag) = series[rank];
            if (knownMs < timeMs && flag != ReadingFlag.Fail && value >= travel.MovingFrom) return knownMs;
        }

        return series.DroppedTimeMs != long.MinValue && series.DroppedTimeMs < timeMs && series.DroppedValue >= travel.MovingFrom ? series.DroppedTimeMs : null;
    }
}
