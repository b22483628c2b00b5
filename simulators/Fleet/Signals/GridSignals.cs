namespace SmartSectors.Fleet.Signals;

/// <summary>How much electricity a place takes, as a share of its busiest hour: low by night, with the evening's peak.</summary>
internal sealed class GridLoad(Seed seed)
{
    private readonly SmoothNoise _noise = new(seed.With(1), 12 * LocalTime.MinuteMs);

    public double At(long timeMs)
    {
        var hour = LocalTime.Hour(timeMs);
        return (0.45 + 0.28 * Near(hour, 10.5, 2.5) + 0.2 * Near(hour, 15, 2) + 0.4 * Near(hour, 19.5, 1.8)) * (1 + 0.06 * _noise.At(timeMs));
    }

    /// <summary>Its integral from one time to another, in hours of the busiest; in steps of five minutes.</summary>
    public double HoursBetween(long fromMs, long toMs)
    {
        const long StepMs = 5 * LocalTime.MinuteMs;
        var sum = 0.0;
        for (var at = fromMs; at < toMs; at += StepMs) sum += At(at) * Math.Min(StepMs, toMs - at);
        return sum / LocalTime.HourMs;
    }

    private static double Near(double hour, double peak, double width) =>
        Math.Exp(-(hour - peak) * (hour - peak) / (2 * width * width));
}

/// <summary>GRID_FREQUENCY, Hz: 50, moved by a few hundredths as loads come and go.</summary>
internal sealed class GridFrequency(Seed seed) : ISignal
{
    private readonly SmoothNoise _minutes = new(seed.With(1), 4 * LocalTime.MinuteMs);
    private readonly SmoothNoise _seconds = new(seed.With(2), 25_000);

    public double At(Moment moment) => 50 + 0.05 * _minutes.At(moment.TimeMs) + 0.02 * _seconds.At(moment.TimeMs);
}

/// <summary>VOLTAGE_DEVIATION, %: sags with the load; the tap changer keeps it within a band.</summary>
internal sealed class VoltageDeviation(GridLoad load, Seed seed) : ISignal
{
    private readonly double _unloaded = seed.Between(2, 4);

    public double At(Moment moment) => _unloaded - 5 * load.At(moment.TimeMs);
}

/// <summary>THD_V, %: electronics distort most when they are the greater part of the load, in the evening.</summary>
internal sealed class VoltageDistortion(GridLoad load, Seed seed) : ISignal
{
    private readonly double _least = seed.Between(1.2, 2.4);

    public double At(Moment moment) => _least + 1.8 * load.At(moment.TimeMs);
}

/// <summary>ACTIVE_POWER, kW, of a feeder.</summary>
internal sealed class ActivePower(GridLoad load, Seed seed) : ISignal
{
    private readonly double _peakKw = seed.Between(300, 4_000);

    public double At(Moment moment) => _peakKw * load.At(moment.TimeMs);
}

/// <summary>POWER_FACTOR: better with more load on the motors.</summary>
internal sealed class PowerFactor(GridLoad load, Seed seed) : ISignal
{
    private readonly double _idle = seed.Between(0.82, 0.9);

    public double At(Moment moment) => Math.Min(0.99, _idle + 0.1 * load.At(moment.TimeMs));
}

/// <summary>ENERGY, kWh: a register of five digits, which starts again at 0 when it is full; read to a tenth.</summary>
internal sealed class EnergyRegister(GridLoad load, Seed seed) : ISignal
{
    private const double Full = 100_000;
    private readonly double _peakKw = seed.With(1).Between(20, 300);
    private readonly double _start = seed.With(2).Between(0, Full);

    public double At(Moment moment)
    {
        // The days before this one count with their mean, so that a reading needs a day's integral and no more.
        var day = LocalTime.Day(moment.TimeMs);
        var hours = day * 24 * 0.62 + Math.Min(24 * 0.62, load.HoursBetween(LocalTime.DayStartMs(day), moment.TimeMs));
        return (_start + _peakKw * hours) % Full;
    }
}

/// <summary>OUTAGE_MINUTES without mains since the last sample.</summary>
internal sealed class OutageMinutes(Mains mains) : ISignal
{
    public double At(Moment moment) => mains.OutMs(moment.SinceMs, moment.TimeMs) / (double)LocalTime.MinuteMs;
}

/// <summary>TRANSFORMER_TEMP, °C: the air's, and what the load heats the oil.</summary>
internal sealed class TransformerOil(Weather weather, GridLoad load, Seed seed) : ISignal
{
    private readonly double _rise = seed.Between(18, 42);

    public double At(Moment moment) => weather.AirTemperature(moment.TimeMs) + 6 + _rise * load.At(moment.TimeMs - LocalTime.HourMs);
}
