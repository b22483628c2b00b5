namespace SmartSectors.Fleet.Signals;

/// <summary>
/// PM2_5, µg/m³: the north's winter haze, the traffic of the hour and slow noise; rain washes half of it out.
/// </summary>
internal sealed class FineDust(Weather weather, Seed seed) : ISignal
{
    private readonly double _background = seed.With(1).Between(12, 26);
    private readonly SmoothNoise _noise = new(seed.With(2), 8 * LocalTime.HourMs);

    public double At(Moment moment) => At(moment.TimeMs);

    public double At(long timeMs)
    {
        var haze = Math.Clamp((weather.Latitude - 15) / 6, 0, 1) * 22 * (1 + LocalTime.YearWave(timeMs, peakDay: 10));
        var dust = (_background + haze + 16 * RoadTraffic.Demand(timeMs)) * (1 + 0.4 * _noise.At(timeMs));
        return weather.RainIntensity(timeMs) > 1 ? dust / 2 : dust;
    }
}

/// <summary>
/// VN_AQI from PM2.5 alone, by linear interpolation between the break points of Decision 1459/QD-TCMT.
/// </summary>
internal sealed class AirQualityIndex(FineDust dust) : ISignal
{
    private static readonly (double Dust, double Index)[] s_breakPoints =
        [(0, 0), (25, 50), (50, 100), (80, 150), (150, 200), (250, 300), (350, 400), (500, 500)];

    public double At(Moment moment)
    {
        var value = dust.At(moment.TimeMs);
        for (var i = 1; i < s_breakPoints.Length; i++)
        {
            var (from, to) = (s_breakPoints[i - 1], s_breakPoints[i]);
            if (value <= to.Dust)
            {
                return from.Index + (value - from.Dust) / (to.Dust - from.Dust) * (to.Index - from.Index);
            }
        }
        return s_breakPoints[^1].Index;
    }
}
