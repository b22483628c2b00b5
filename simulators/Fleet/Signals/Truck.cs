namespace SmartSectors.Fleet.Signals;

/// <summary>
/// One truck that drives and rests in turns the whole day (its drivers change over): some three and a half hours at the
/// wheel, now and then over the legal four, then a rest.
/// </summary>
internal sealed class Truck
{
    private readonly SmoothNoise _road;
    private readonly double _cruise;
    private readonly long _driveMs, _cycleMs, _phaseMs;

    public Truck(Seed seed)
    {
        _road = new SmoothNoise(seed.With(1), 4 * LocalTime.MinuteMs);
        _cruise = seed.With(2).Between(52, 72);
        _driveMs = (long)(seed.With(3).Between(2.8, 4.25) * LocalTime.HourMs);
        _cycleMs = _driveMs + (long)(seed.With(4).Between(0.4, 1.5) * LocalTime.HourMs);
        _phaseMs = (long)(seed.With(5).Unit * _cycleMs);
    }

    /// <summary>Time at the wheel since the last rest, 0 at rest.</summary>
    public long DrivenMs(long timeMs)
    {
        var position = (timeMs + _phaseMs) % _cycleMs;
        return position < _driveMs ? position : 0;
    }

    public double SpeedKmH(long timeMs)
    {
        if (DrivenMs(timeMs) == 0) return 0;
        var road = _road.At(timeMs);
        // The lowest of the noise are jams and lights, before which a lorry brakes: it does not stop between two samples.
        return Math.Max(8, _cruise + 24 * road) * Math.Clamp((road + 0.9) / 0.3, 0, 1);
    }
}

/// <summary>VEHICLE_SPEED of a truck, km/h.</summary>
internal sealed class TruckSpeed(Truck truck) : ISignal
{
    public double At(Moment moment) => truck.SpeedKmH(moment.TimeMs);
}

/// <summary>DRIVE_TIME_CONT, h.</summary>
internal sealed class ContinuousDriving(Truck truck) : ISignal
{
    public double At(Moment moment) => truck.DrivenMs(moment.TimeMs) / (double)LocalTime.HourMs;
}
