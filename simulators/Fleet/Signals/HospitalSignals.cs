namespace SmartSectors.Fleet.Signals;

/// <summary>
/// WARD_CO2, ppm: outdoor air plus the breath of patients, doctors' rounds at 8 h and visitors at noon and in the
/// evening, less where the windows are open.
/// </summary>
internal sealed class WardCo2(Seed seed) : ISignal
{
    private readonly double _crowding = seed.With(1).Between(0.5, 1.25);
    private readonly SmoothNoise _windows = new(seed.With(2), 50 * LocalTime.MinuteMs);

    public double At(Moment moment)
    {
        var hour = LocalTime.Hour(moment.TimeMs);
        var people = 250 + 300 * Near(hour, 8, 1) + 350 * Near(hour, 11.5, 1) + 420 * Near(hour, 18, 1.3);
        return 425 + _crowding * people * (1 + 0.35 * _windows.At(moment.TimeMs));
    }

    private static double Near(double hour, double peak, double width) =>
        Math.Exp(-(hour - peak) * (hour - peak) / (2 * width * width));
}

/// <summary>BED_OCCUPANCY, %: slow noise over days; discharges before noon, admissions after.</summary>
internal sealed class BedOccupancy(Seed seed) : ISignal
{
    private readonly double _usual = seed.With(1).Between(64, 94);
    private readonly SmoothNoise _weeks = new(seed.With(2), 3 * LocalTime.DayMs);

    public double At(Moment moment) =>
        _usual + 9 * _weeks.At(moment.TimeMs) + 2.5 * LocalTime.DayWave(moment.TimeMs, peakHour: 21);
}

/// <summary>O2_TANK_LEVEL, %: used up more by day than by night, refilled by a lorry every five to nine days.</summary>
internal sealed class OxygenTank(Seed seed) : ISignal
{
    private readonly long _refillMs = (long)(seed.With(1).Between(5, 9) * LocalTime.DayMs);
    private readonly long _phaseMs = (long)(seed.With(2).Unit * 9 * LocalTime.DayMs);
    private readonly double _lowest = seed.With(3).Between(14, 45);

    public double At(Moment moment)
    {
        var used = (moment.TimeMs + _phaseMs) % _refillMs / (double)_refillMs;
        return 96 - (95 - _lowest) * used + 0.8 * LocalTime.DayWave(moment.TimeMs, peakHour: 5);
    }
}

/// <summary>
/// A vital sign at one bed: the patient's usual value, a small day curve, slow noise, and, in about one hour of
/// thirty, an episode that moves it by up to <paramref name="episode"/> and back.
/// </summary>
internal sealed class VitalSign(Seed seed, double usual, double spread, double episode) : ISignal
{
    private readonly double _usual = usual + seed.With(1).Between(-spread, spread);
    private readonly SmoothNoise _noise = new(seed.With(2), 3 * LocalTime.MinuteMs);

    public double At(Moment moment)
    {
        var hour = Math.DivRem(moment.TimeMs, LocalTime.HourMs, out var rest);
        var draw = seed.With(hour);
        var unwell = draw.Chance(1 / 30.0) ? draw.With(1).Unit * Math.Sin(Math.PI * rest / LocalTime.HourMs) : 0;
        return _usual + spread * (0.25 * LocalTime.DayWave(moment.TimeMs, peakHour: 17) + 0.4 * _noise.At(moment.TimeMs))
            + episode * unwell;
    }
}
