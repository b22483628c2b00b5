namespace SmartSectors.Fleet.Signals;

/// <summary>
/// One truck that drives and rests in turns the whole day (its drivers change over): some three and a half hours at the
/// wheel, now and then over the legal four, then a rest; on the way it stops for some minutes about every hour.
/// </summary>
internal sealed class Truck
{
    private readonly SmoothNoise _road;
    private readonly double _cruise;
    private readonly long _driveMs, _cycleMs, _phaseMs, _stopEveryMs;

    private const long StopMs = 200_000, BrakeMs = 60_000;

    public Truck(Seed seed)
    {
        _road = new SmoothNoise(seed.With(1), 4 * LocalTime.MinuteMs);
        _cruise = seed.With(2).Between(52, 72);
        _driveMs = (long)(seed.With(3).Between(2.8, 4.25) * LocalTime.HourMs);
        _cycleMs = _driveMs + (long)(seed.With(4).Between(0.4, 1.5) * LocalTime.HourMs);
        _phaseMs = (long)(seed.With(5).Unit * _cycleMs);
        _stopEveryMs = (long)(seed.With(6).Between(0.6, 1.2) * LocalTime.HourMs);
    }

    /// <summary>Time at the wheel since the last rest, 0 at rest.</summary>
    public long DrivenMs(long timeMs)
    {
        var position = (timeMs + _phaseMs) % _cycleMs;
        return position < _driveMs ? position : 0;
    }

    /// <summary>How far it has come since 1970, at the speed at which it cruises: good enough to be somewhere on its way.</summary>
    public double MetresBy(long timeMs)
    {
        var cycles = Math.DivRem(timeMs + _phaseMs, _cycleMs, out var position);
        return _cruise / 3_600 * ((cycles * _driveMs) + Math.Min(position, _driveMs));
    }

    public double SpeedKmH(long timeMs)
    {
        var driven = DrivenMs(timeMs);
        if (driven == 0) return 0;

        // The first stop comes after half of the time between two; it leaves as fast as it comes to a halt.
        var sinceStop = (driven + (_stopEveryMs / 2)) % _stopEveryMs;
        var halt = Math.Clamp(Math.Min(sinceStop - StopMs, _stopEveryMs - sinceStop) / (double)BrakeMs, 0, 1);
        return halt * OnTheRoadKmH(timeMs);
    }

    private double OnTheRoadKmH(long timeMs)
    {
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
