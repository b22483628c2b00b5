namespace SmartSectors.Fleet.Signals;

/// <summary>
/// WATER_SALINITY, g/L, in a branch of the Mekong: S = S₀ · season · exp(0.45 · tide). The tide is M2 (12.42 h) and S2
/// (12 h), whose beat of 14.8 days makes spring and neap, with the diurnal K1 (23.93 h) and O1 (25.82 h), in the
/// proportions of the coast of the South China Sea. The season peaks with the low flow of late March; S₀ falls with
/// the distance from the sea.
/// </summary>
internal sealed class TidalSalinity(Seed seed) : ISignal
{
    private static readonly (double PeriodHours, double Amplitude)[] s_constituents =
        [(12.4206, 0.5), (12.0, 0.22), (23.9345, 0.4), (25.8193, 0.28)];

    private readonly double _atHighSeason = 1.2 + 11 * seed.With(1).Unit * seed.With(2).Unit;
    private readonly double _lagHours = seed.With(3).Between(0, 5);

    public double At(Moment moment)
    {
        var dry = (1 + LocalTime.YearWave(moment.TimeMs, peakDay: 88)) / 2;
        return _atHighSeason * (0.1 + 0.9 * dry * dry) * Math.Exp(0.45 * Tide(moment.TimeMs));
    }

    private double Tide(long timeMs)
    {
        var hours = timeMs / (double)LocalTime.HourMs - _lagHours;
        var height = 0.0;
        foreach (var (period, amplitude) in s_constituents) height += amplitude * Math.Cos(2 * Math.PI * hours / period);
        return height;
    }
}

/// <summary>
/// FIELD_WATER_LEVEL, cm over the soil, under alternate wetting and drying: the field is flooded to 5 cm, falls by
/// about a centimetre and a half a day to some 13 cm under the surface and is flooded again; rain adds to it.
/// </summary>
internal sealed class FieldWaterLevel(Weather weather, Seed seed) : ISignal
{
    private const double Flooded = 5;
    private readonly double _lowest = seed.With(1).Between(-17, -10);
    private readonly double _cmPerDay = seed.With(2).Between(1.2, 1.9);
    private readonly double _phaseDays = seed.With(3).Between(0, 20);

    public double At(Moment moment)
    {
        var cycleDays = (Flooded - _lowest) / _cmPerDay;
        var age = (moment.TimeMs / (double)LocalTime.DayMs + _phaseDays) % cycleDays;
        var rain = 0.1 * weather.RainLeft(moment.TimeMs, 2 * LocalTime.DayMs);
        return Flooded - _cmPerDay * age + Math.Min(10, rain);
    }
}

/// <summary>
/// WATER_DO, mg/L, in a shrimp pond: algae make oxygen by day and breathe it by night, so it tops in mid-afternoon and
/// is lowest before dawn. Dense ponds swing more, and reach the warning before dawn.
/// </summary>
internal sealed class PondOxygen(Seed seed) : ISignal
{
    private readonly double _mean = seed.With(1).Between(6, 7.2);
    private readonly double _swing = 1 + 2.4 * seed.With(2).Unit * seed.With(3).Unit;
    private readonly SmoothNoise _noise = new(seed.With(4), 40 * LocalTime.MinuteMs);

    public double At(Moment moment) =>
        _mean + _swing * LocalTime.DayWave(moment.TimeMs, peakHour: 15.5) + 0.25 * _noise.At(moment.TimeMs);
}

/// <summary>WATER_PH: follows the oxygen, for algae take carbonic acid out by day.</summary>
internal sealed class PondPh(Seed seed) : ISignal
{
    private readonly double _mean = seed.With(1).Between(7.4, 8.1);
    private readonly SmoothNoise _noise = new(seed.With(2), 2 * LocalTime.HourMs);

    public double At(Moment moment) =>
        _mean + 0.3 * LocalTime.DayWave(moment.TimeMs, peakHour: 16) + 0.06 * _noise.At(moment.TimeMs);
}

/// <summary>WATER_TEMP, °C: a shallow pond follows the air, damped and two hours late.</summary>
internal sealed class PondTemperature(Weather weather, Seed seed) : ISignal
{
    private readonly double _offset = seed.Between(0.5, 1.5);

    public double At(Moment moment) =>
        weather.DayMean(moment.TimeMs) + 1.3 * LocalTime.DayWave(moment.TimeMs, peakHour: 16) + _offset;
}

/// <summary>RESERVOIR_LEVEL, m above the sea: full at the end of the wet season, drawn down until May.</summary>
internal sealed class ReservoirLevel(Weather weather, Seed seed) : ISignal
{
    private readonly double _fullSupply = seed.With(1).Between(28, 420);
    private readonly double _range = seed.With(2).Between(4, 15);

    public double At(Moment moment)
    {
        var full = (1 + LocalTime.YearWave(moment.TimeMs, peakDay: 310)) / 2;
        return _fullSupply - _range * (1 - full) + 0.004 * weather.RainLeft(moment.TimeMs, 4 * LocalTime.DayMs);
    }
}
