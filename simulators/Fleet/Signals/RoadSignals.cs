namespace SmartSectors.Fleet.Signals;

/// <summary>
/// Traffic over one cross-section of a road. Demand has a morning and an evening peak on working days and one broad
/// hump at weekends; speed falls with the fourth power of demand ÷ capacity (the BPR curve, 1964); an incident in
/// about one hour of forty takes two thirds of the capacity away.
/// </summary>
internal sealed class RoadTraffic
{
    private const double VehicleLengthKm = 0.0065;
    private readonly Seed _seed;
    private readonly SmoothNoise _noise;
    private readonly int _lanes;
    private readonly double _capacity, _freeSpeed, _load;

    public RoadTraffic(Seed seed)
    {
        _seed = seed;
        _noise = new SmoothNoise(seed.With(1), 10 * LocalTime.MinuteMs);
        _lanes = 2 + seed.With(2).Pick(5);
        _capacity = _lanes * 1500;
        _freeSpeed = seed.With(3).Between(45, 85);
        _load = seed.With(4).Between(0.6, 1.05);
    }

    /// <summary>Share of the busiest hour, 0.04 in the dead of night and about 1 in a peak.</summary>
    public static double Demand(long timeMs)
    {
        var hour = LocalTime.Hour(timeMs);
        return 0.04 + (LocalTime.IsWeekend(timeMs)
            ? 0.6 * Hump(hour, 15, 5)
            : 0.85 * Hump(hour, 7.5, 1.4) + 0.42 * Hump(hour, 12.5, 3) + 0.88 * Hump(hour, 17.5, 1.7));
    }

    public double FlowPerHour(long timeMs) =>
        Math.Min(_capacity * Available(timeMs), _capacity * _load * Demand(timeMs) * (1 + 0.12 * _noise.At(timeMs)));

    public double SpeedKmH(long timeMs)
    {
        var saturation = _load * Demand(timeMs) / Available(timeMs);
        return Math.Max(4, _freeSpeed / (1 + 0.9 * Math.Pow(saturation, 4)) * (1 + 0.05 * _noise.At(timeMs)));
    }

    /// <summary>Share of time that a vehicle stands over the detector, %: density a lane times a vehicle's length.</summary>
    public double OccupancyPercent(long timeMs) =>
        Math.Min(95, 100 * VehicleLengthKm * FlowPerHour(timeMs) / _lanes / SpeedKmH(timeMs));

    private double Available(long timeMs) => _seed.With(timeMs / LocalTime.HourMs).Chance(1 / 40.0) ? 1 / 3.0 : 1;

    private static double Hump(double hour, double peak, double width) =>
        Math.Exp(-(hour - peak) * (hour - peak) / (2 * width * width));
}

/// <summary>TRAFFIC_FLOW, vehicles an hour.</summary>
internal sealed class TrafficFlow(RoadTraffic road) : ISignal
{
    public double At(Moment moment) => road.FlowPerHour(moment.TimeMs);
}

/// <summary>ROAD_SPEED, km/h.</summary>
internal sealed class RoadSpeed(RoadTraffic road) : ISignal
{
    public double At(Moment moment) => road.SpeedKmH(moment.TimeMs);
}

/// <summary>ROAD_OCCUPANCY, %.</summary>
internal sealed class RoadOccupancy(RoadTraffic road) : ISignal
{
    public double At(Moment moment) => road.OccupancyPercent(moment.TimeMs);
}

/// <summary>
/// ETC_TRANSACTIONS since the last sample: the whole vehicles of a toll gate's demand, minute by minute, so that the
/// counts of adjoining intervals add up.
/// </summary>
internal sealed class TollCount(Seed seed) : ISignal
{
    private const long LongestMs = LocalTime.DayMs;
    private readonly double _peakPerMinute = seed.With(1).Between(6, 40);

    public double At(Moment moment)
    {
        var from = Math.Max(moment.SinceMs, moment.TimeMs - LongestMs);
        var count = 0.0;
        for (var minute = from / LocalTime.MinuteMs; minute <= moment.TimeMs / LocalTime.MinuteMs; minute++)
        {
            var start = minute * LocalTime.MinuteMs;
            count += PassedBy(minute, Math.Min(moment.TimeMs - start, LocalTime.MinuteMs))
                - PassedBy(minute, Math.Max(from - start, 0));
        }
        return count;
    }

    private double PassedBy(long minute, long elapsedMs)
    {
        var demand = RoadTraffic.Demand(minute * LocalTime.MinuteMs) * seed.With(minute).Between(0.6, 1.4);
        return Math.Floor(_peakPerMinute * demand * elapsedMs / LocalTime.MinuteMs + 0.5);
    }
}

/// <summary>
/// ROAD_FLOOD_LEVEL, cm: a low point collects the rain of its surroundings and drains with a time constant of
/// three quarters of an hour.
/// </summary>
internal sealed class RoadFlood(Weather weather, Seed seed) : ISignal
{
    private const double DeepestCm = 90, SoakedMm = 12;
    private readonly double _cmPerMm = seed.Between(0.3, 1.4);

    public double At(Moment moment) =>
        Math.Clamp(
            _cmPerMm * (weather.RainLeft(moment.TimeMs, 45 * LocalTime.MinuteMs) - SoakedMm), 0, DeepestCm);
}

/// <summary>AXLE_LOAD, t, of the axle that just passed: a wide middle, and one in 25 over the limit of 10 t.</summary>
internal sealed class AxleLoad(Seed seed) : ISignal
{
    public double At(Moment moment)
    {
        var draw = seed.With(moment.TimeMs);
        return draw.Chance(0.04)
            ? draw.With(1).Between(10.1, 14)
            : 2.5 + 7 * (draw.With(2).Unit + draw.With(3).Unit) / 2;
    }
}
