namespace SmartSectors.Fleet.Signals;

/// <summary>
/// SOIL_MOISTURE, % by volume: the wilting point, plus what is left of the rain and of the irrigations, which dry out
/// exponentially. The field is watered for an hour at dawn every second to fourth day.
/// </summary>
internal sealed class SoilMoisture(Weather weather, Seed seed) : ISignal
{
    private const long DryingMs = 5 * LocalTime.DayMs;
    private const double DosePercent = 7, PercentPerMm = 0.35, Saturation = 52;
    private readonly double _dryPoint = seed.With(1).Between(11, 17);
    private readonly int _everyDays = 2 + seed.With(2).Pick(3);
    private readonly int _phase = seed.With(3).Pick(12);
    private readonly double _startHour = seed.With(4).Between(4.5, 6.5);

    public double At(Moment moment) => At(moment.TimeMs);

    public double At(long timeMs) =>
        Math.Min(Saturation, _dryPoint + Irrigation(timeMs) + PercentPerMm * weather.RainLeft(timeMs, DryingMs));

    private double Irrigation(long timeMs)
    {
        var today = LocalTime.Day(timeMs);
        var left = 0.0;
        for (var day = today - (today + _phase) % _everyDays; day > today - 25; day -= _everyDays)
        {
            var hours = (timeMs - LocalTime.DayStartMs(day)) / (double)LocalTime.HourMs - _startHour;
            if (hours <= 0) continue;
            var drying = Math.Max(0, hours - 1) * LocalTime.HourMs / DryingMs;
            left += DosePercent * Math.Min(1, hours) * Math.Exp(-drying);
        }
        return left;
    }
}

/// <summary>SOIL_TEMP, °C: the air's day curve, damped and three hours late, as 10 cm down.</summary>
internal sealed class SoilTemperature(Weather weather, Seed seed) : ISignal
{
    private readonly double _offset = seed.Between(-0.5, 1);

    public double At(Moment moment) =>
        weather.DayMean(moment.TimeMs) + 1.8 * LocalTime.DayWave(moment.TimeMs, peakHour: 17) + _offset;
}

/// <summary>SOIL_EC, dS/m: the salts stay while the water goes, so conductivity rises as the soil dries.</summary>
internal sealed class SoilConductivity(SoilMoisture moisture, Seed seed) : ISignal
{
    private readonly double _atThirtyPercent = 0.4 + 2.2 * seed.Unit * seed.Unit;

    public double At(Moment moment) => _atThirtyPercent * Math.Pow(30 / moisture.At(moment.TimeMs), 0.6);
}
