namespace SmartSectors.Fleet.Signals;

/// <summary>The sun over one plant: its height over the day, dimmed by clouds that pass within minutes and by rain.</summary>
internal sealed class Sun(Weather weather, Seed seed)
{
    private const double ClearSky = 1_020;
    private readonly SmoothNoise _cover = new(seed.With(1), 3 * LocalTime.HourMs);
    private readonly SmoothNoise _clouds = new(seed.With(2), 4 * LocalTime.MinuteMs);

    /// <summary>W/m² on the level.</summary>
    public double Irradiance(long timeMs)
    {
        var height = Math.Max(0, Math.Sin(Math.PI * (LocalTime.Hour(timeMs) - 5.7) / 12.4));
        var cover = (1 + _cover.At(timeMs)) / 2;
        var passing = Math.Clamp((1 + _clouds.At(timeMs)) / 2, 0, 1);
        var rain = weather.RainIntensity(timeMs) > 0.5 ? 0.25 : 1;
        return ClearSky * Math.Pow(height, 1.2) * (1 - 0.75 * cover * passing) * rain;
    }
}

/// <summary>SOLAR_IRRADIANCE, W/m².</summary>
internal sealed class SolarIrradiance(Sun sun) : ISignal
{
    public double At(Moment moment) => sun.Irradiance(moment.TimeMs);
}

/// <summary>PV_POWER, kW: what the panels make of it, up to what the inverter can pass.</summary>
internal sealed class PvPower(Sun sun, Seed seed) : ISignal
{
    private readonly double _peakKw = seed.Between(50, 900);

    public double At(Moment moment) => _peakKw * Math.Min(0.92, 0.00085 * sun.Irradiance(moment.TimeMs));
}

/// <summary>BATTERY_SOC, %: charged by the sun from 8 to 15 h, discharged in the evening's peak.</summary>
internal sealed class BatteryCharge(Seed seed) : ISignal
{
    private readonly double _low = seed.With(1).Between(12, 35), _high = seed.With(2).Between(80, 97);

    public double At(Moment moment)
    {
        var hour = LocalTime.Hour(moment.TimeMs);
        var charged = hour < 8 ? 0 : hour < 15 ? (hour - 8) / 7 : hour < 17.5 ? 1 : hour < 22 ? 1 - (hour - 17.5) / 4.5 : 0;
        return _low + (_high - _low) * charged;
    }
}
