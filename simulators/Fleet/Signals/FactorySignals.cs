namespace SmartSectors.Fleet.Signals;

/// <summary>
/// One machine: it runs in two shifts from 6 to 22 h, with a break an hour and now and then a stop, and its load moves
/// slowly. The share of its full load, 0 when it stands.
/// </summary>
internal sealed class Machine(Seed seed)
{
    private readonly SmoothNoise _load = new(seed.With(1), 7 * LocalTime.MinuteMs);

    public double Load(long timeMs)
    {
        var isShift = LocalTime.Hour(timeMs) is >= 6 and < 22;
        var hour = Math.DivRem(timeMs, LocalTime.HourMs, out var inHour);
        var stopMs = (long)seed.With(hour).With(2).Between(4, 9) * LocalTime.MinuteMs;
        if (!isShift || inHour < stopMs) return 0;
        return 0.8 + 0.2 * _load.At(timeMs);
    }

    /// <summary>The load of the last half hour, which is what heat follows.</summary>
    public double RecentLoad(long timeMs)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var minutes = 0; minutes <= 90; minutes += 5)
        {
            var weight = Math.Exp(-minutes / 30.0);
            sum += weight * Load(timeMs - minutes * LocalTime.MinuteMs);
            weights += weight;
        }
        return sum / weights;
    }
}

/// <summary>VIBRATION_RMS, mm/s: with the load; standing, what the floor brings.</summary>
internal sealed class Vibration(Machine machine, Seed seed) : ISignal
{
    private readonly double _full = seed.With(1).Between(0.9, 4.2);

    public double At(Moment moment) => 0.08 + _full * machine.Load(moment.TimeMs);
}

/// <summary>MOTOR_TEMP, °C.</summary>
internal sealed class MotorTemperature(Machine machine, Seed seed) : ISignal
{
    private readonly double _rise = seed.Between(28, 65);

    public double At(Moment moment) =>
        28 + 3 * LocalTime.DayWave(moment.TimeMs, peakHour: 15) + _rise * machine.RecentLoad(moment.TimeMs);
}

/// <summary>NOISE at the machine, dB(A).</summary>
internal sealed class WorkplaceNoise(Machine machine, Seed seed) : ISignal
{
    private readonly double _running = seed.With(1).Between(14, 34);
    private readonly SmoothNoise _hall = new(seed.With(2), 3 * LocalTime.MinuteMs);

    public double At(Moment moment) =>
        54 + 2.5 * _hall.At(moment.TimeMs) + _running * Math.Min(1, machine.Load(moment.TimeMs) * 1.1);
}

/// <summary>OEE of a line's last hour, %.</summary>
internal sealed class LineEffectiveness(Seed seed) : ISignal
{
    private readonly double _usual = seed.With(1).Between(52, 82);
    private readonly SmoothNoise _noise = new(seed.With(2), 2 * LocalTime.HourMs);

    public double At(Moment moment) => LocalTime.Hour(moment.TimeMs) is >= 6 and < 22 ? _usual + 10 * _noise.At(moment.TimeMs) : 0;
}

/// <summary>ENERGY_PER_UNIT of a line's last hour, kWh.</summary>
internal sealed class EnergyPerUnit(Seed seed) : ISignal
{
    private readonly double _usual = seed.With(1).Between(0.4, 9);
    private readonly SmoothNoise _noise = new(seed.With(2), 2 * LocalTime.HourMs);

    public double At(Moment moment) => _usual * (1 + 0.15 * _noise.At(moment.TimeMs));
}

/// <summary>ENERGY_USED, kWh, and UNITS_MADE: what a line has counted since it was built, in two shifts from 6 to 22 h.</summary>
internal sealed class LineRegister(double perHour) : ISignal
{
    private const long BuiltOnDay = 20_000; // October 2024
    private const double ShiftHours = 16;

    public double At(Moment moment)
    {
        var days = Math.Max(0, LocalTime.Day(moment.TimeMs) - BuiltOnDay);
        return perHour * ((days * ShiftHours) + Math.Clamp(LocalTime.Hour(moment.TimeMs) - 6, 0, ShiftHours));
    }
}

/// <summary>WASTEWATER_PH: dosing keeps it about neutral.</summary>
internal sealed class WastewaterPh(Seed seed) : ISignal
{
    private readonly double _usual = seed.With(1).Between(6.6, 7.8);
    private readonly SmoothNoise _dosing = new(seed.With(2), 35 * LocalTime.MinuteMs);

    public double At(Moment moment) => _usual + 0.35 * _dosing.At(moment.TimeMs);
}

/// <summary>What is in a factory's wastewater, mg/L: WASTEWATER_COD, WASTEWATER_TSS. Follows the shifts hours late, as a basin does.</summary>
internal sealed class WastewaterLoad(Seed seed, double usual) : ISignal
{
    private readonly double _usual = usual * seed.With(1).Between(0.6, 1.4);
    private readonly SmoothNoise _noise = new(seed.With(2), 80 * LocalTime.MinuteMs);

    public double At(Moment moment) =>
        _usual * (1 + 0.3 * LocalTime.DayWave(moment.TimeMs, peakHour: 17) + 0.15 * _noise.At(moment.TimeMs));
}

/// <summary>WASTEWATER_FLOW, m³/h.</summary>
internal sealed class WastewaterFlow(Seed seed) : ISignal
{
    private readonly double _usual = seed.With(1).Between(15, 240);
    private readonly SmoothNoise _pumps = new(seed.With(2), 15 * LocalTime.MinuteMs);

    public double At(Moment moment) =>
        _usual * (1 + 0.5 * LocalTime.DayWave(moment.TimeMs, peakHour: 14) + 0.2 * _pumps.At(moment.TimeMs));
}

/// <summary>STACK_DUST, mg/m³, behind the filter, which is shaken clean now and then.</summary>
internal sealed class StackDust(Seed seed) : ISignal
{
    private readonly double _usual = seed.With(1).Between(40, 130);
    private readonly SmoothNoise _noise = new(seed.With(2), 20 * LocalTime.MinuteMs);

    public double At(Moment moment) => _usual * (1 + 0.25 * _noise.At(moment.TimeMs));
}
