namespace SmartSectors.Fleet.Signals;

/// <summary>WAREHOUSE_HUMIDITY, %: the weather's, damped by the walls.</summary>
internal sealed class WarehouseHumidity(Weather weather, Seed seed) : ISignal
{
    private readonly double _offset = seed.Between(-6, 3);

    public double At(Moment moment) => 62 + 0.5 * (weather.Humidity(moment.TimeMs) - 79) + _offset;
}

/// <summary>
/// FOOTFALL and POS_TRANSACTIONS since the last sample: whole people of a shop's opening hours, minute by minute, with a
/// crowd at noon and after work.
/// </summary>
internal sealed class Visitors(Seed seed, double peakPerMinute) : ISignal
{
    private readonly double _peak = peakPerMinute * seed.With(1).Between(0.4, 1.6);

    public double At(Moment moment)
    {
        var count = 0.0;
        var from = Math.Max(moment.SinceMs, moment.TimeMs - LocalTime.DayMs) / LocalTime.MinuteMs;
        for (var minute = from + 1; minute <= moment.TimeMs / LocalTime.MinuteMs; minute++)
        {
            var hour = LocalTime.Hour(minute * LocalTime.MinuteMs);
            if (hour is < 7 or > 22) continue;
            var crowd = 0.25 + 0.4 * Near(hour, 12, 1.2) + 0.75 * Near(hour, 18.5, 1.8);
            count += Math.Floor(2 * _peak * crowd * seed.With(minute).Unit + 0.5);
        }
        return count;
    }

    private static double Near(double hour, double peak, double width) =>
        Math.Exp(-(hour - peak) * (hour - peak) / (2 * width * width));
}

/// <summary>FUEL_TANK_LEVEL, %: falls with the sales of the day and is filled by a lorry every two to four days.</summary>
internal sealed class FuelTank(Seed seed) : ISignal
{
    private readonly long _cycleMs = (long)(seed.With(1).Between(2, 4) * LocalTime.DayMs);
    private readonly long _phaseMs = (long)(seed.With(2).Unit * 4 * LocalTime.DayMs);
    private readonly double _lowest = seed.With(3).Between(12, 35);

    public double At(Moment moment)
    {
        var sold = (moment.TimeMs + _phaseMs) % _cycleMs / (double)_cycleMs;
        return 93 - (93 - _lowest) * sold;
    }
}

/// <summary>FUEL_SALES, L: a pump's total of the day, which starts again at midnight.</summary>
internal sealed class FuelSales(Seed seed) : ISignal
{
    private readonly double _perDay = seed.Between(1_500, 9_000);

    public double At(Moment moment)
    {
        var share = LocalTime.Hour(moment.TimeMs) / 24;
        return _perDay * (share - Math.Sin(2 * Math.PI * share) / (2 * Math.PI));
    }
}

/// <summary>PUMP_ERROR, %, of the daily check with a measure.</summary>
internal sealed class PumpError(Seed seed) : ISignal
{
    private readonly double _bias = seed.With(1).Between(-0.35, 0.35);

    public double At(Moment moment) => _bias + seed.With(LocalTime.Day(moment.TimeMs)).Between(-0.1, 0.1);
}

/// <summary>DELIVERY_TIME, min, of the parcel that was just handed over.</summary>
internal sealed class DeliveryTime(Seed seed) : ISignal
{
    public double At(Moment moment)
    {
        var draw = seed.With(moment.TimeMs);
        return draw.Chance(0.3) ? draw.With(1).Between(600, 4_300) : draw.With(2).Between(18, 95);
    }
}
