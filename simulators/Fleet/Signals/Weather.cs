namespace SmartSectors.Fleet.Signals;

/// <summary>
/// The weather over one site, shared by everything that feels it.
/// <para>Temperature: yearly mean and yearly swing from the latitude (the south is even, the north has a winter), a
/// day curve with its top at 14 h, slow noise, and rain that cools.</para>
/// <para>Rain: at most one shower in each quarter of a day, likely in the wet season, which is May to October but
/// September to December on the central coast.</para>
/// </summary>
internal sealed class Weather(Seed seed, double latitude)
{
    private const long SlotMs = 6 * LocalTime.HourMs;
    private const double DaySwing = 4, RainCooling = 3;
    private readonly Seed _showers = seed.With(1);
    private readonly SmoothNoise _fronts = new(seed.With(2), 12 * LocalTime.HourMs);
    private readonly SmoothNoise _damp = new(seed.With(3), 3 * LocalTime.HourMs);

    public double Latitude => latitude;

    /// <summary>Air temperature without its day curve, °C.</summary>
    public double DayMean(long timeMs)
    {
        var north = Math.Clamp(latitude - 9, 0, 14);
        return 28 - 0.3 * north + (1.2 + 0.42 * north) * LocalTime.YearWave(timeMs, peakDay: 120 + 5 * north)
            + 1.2 * _fronts.At(timeMs);
    }

    /// <summary>Air temperature, °C.</summary>
    public double AirTemperature(long timeMs) =>
        DayMean(timeMs) + DaySwing * LocalTime.DayWave(timeMs, peakHour: 14)
        - RainCooling * Math.Min(1, RainIntensity(timeMs) / 10);

    /// <summary>Relative humidity, %: falls as the day warms up, rises with rain.</summary>
    public double Humidity(long timeMs) =>
        Math.Clamp(
            79 - 11 * LocalTime.DayWave(timeMs, peakHour: 14) + 5 * _damp.At(timeMs)
            + 15 * Math.Min(1, RainIntensity(timeMs) / 5),
            35, 99);

    /// <summary>mm/h.</summary>
    public double RainIntensity(long timeMs) => ShowerIn(timeMs / SlotMs) is { } shower ? shower.IntensityAt(timeMs) : 0;

    /// <summary>mm fallen from <paramref name="fromMs"/> until <paramref name="toMs"/>.</summary>
    public double RainDepth(long fromMs, long toMs)
    {
        var depth = 0.0;
        for (var slot = fromMs / SlotMs; slot <= toMs / SlotMs; slot++)
        {
            if (ShowerIn(slot) is { } shower) depth += shower.DepthUntil(toMs) - shower.DepthUntil(fromMs);
        }
        return depth;
    }

    /// <summary>
    /// mm of the past rain that are still there when water leaves at a rate proportional to what is left (a linear
    /// reservoir), looking back five time constants.
    /// </summary>
    public double RainLeft(long timeMs, long timeConstantMs)
    {
        var left = 0.0;
        for (var slot = timeMs / SlotMs; slot * SlotMs > timeMs - 5 * timeConstantMs; slot--)
        {
            if (ShowerIn(slot) is not { } shower || shower.StartMs >= timeMs) continue;
            var age = Math.Max(0, timeMs - shower.StartMs - shower.DurationMs / 2);
            left += shower.DepthUntil(timeMs) * Math.Exp(-age / (double)timeConstantMs);
        }
        return left;
    }

    private RainEvent? ShowerIn(long slot)
    {
        var draw = _showers.With(slot);
        if (!draw.Chance(IsWetSeason(slot * SlotMs) ? 0.35 : 0.04)) return null;
        var duration = (long)draw.With(1).Between(20 * LocalTime.MinuteMs, 3 * LocalTime.HourMs);
        var start = slot * SlotMs + (long)(draw.With(2).Unit * (SlotMs - duration));
        var strength = draw.With(3).Unit;
        return new RainEvent(start, duration, 2 + 43 * strength * strength * strength);
    }

    private bool IsWetSeason(long timeMs)
    {
        var day = LocalTime.DayOfYear(timeMs);
        return latitude is > 13.5 and < 18.7 ? day > 243 : day is > 120 and < 305;
    }
}
