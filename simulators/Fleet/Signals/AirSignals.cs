namespace SmartSectors.Fleet.Signals;

/// <summary>AIR_TEMP, °C: the weather's day curve, with the small offset of one sensor's place.</summary>
internal sealed class AirTemperature(Weather weather, Seed seed) : ISignal
{
    private readonly double _offset = seed.Between(-0.6, 0.6);

    public double At(Moment moment) => weather.AirTemperature(moment.TimeMs) + _offset;
}

/// <summary>AIR_HUMIDITY, %.</summary>
internal sealed class AirHumidity(Weather weather) : ISignal
{
    public double At(Moment moment) => weather.Humidity(moment.TimeMs);
}

/// <summary>
/// RAIN, mm since the last sample, as a tipping bucket counts it: whole tips of 0.2 mm, so that the sum over any
/// intervals of a day is the same.
/// </summary>
internal sealed class TippingBucket(Weather weather) : ISignal
{
    private const double TipMm = 0.2;

    public double At(Moment moment)
    {
        var tips = 0.0;
        for (var day = LocalTime.Day(moment.SinceMs); day <= LocalTime.Day(moment.TimeMs); day++)
        {
            var dawn = LocalTime.DayStartMs(day);
            var from = Math.Max(dawn, moment.SinceMs);
            var to = Math.Min(dawn + LocalTime.DayMs, moment.TimeMs);
            tips += TipsBy(dawn, to) - TipsBy(dawn, from);
        }
        return tips * TipMm;
    }

    private double TipsBy(long dawnMs, long timeMs) => Math.Floor(weather.RainDepth(dawnMs, timeMs) / TipMm);
}
