namespace SmartSectors.Fleet.Signals;

/// <summary>
/// One bus on its line: it runs from stop to stop (accelerating, cruising, braking), stands at each stop, and waits at
/// the end of the line before the next trip. The trip repeats all day from 05:00 to 22:00; by night it is parked.
/// </summary>
internal sealed class BusLine
{
    private const double FirstHour = 5, LastHour = 22;
    private const long SpeedUpMs = 9_000, LayoverMs = 8 * LocalTime.MinuteMs;
    private readonly Seed _seed;
    private readonly Leg[] _legs;
    private readonly long _tripMs, _phaseMs;

    /// <summary>From leaving one stop to leaving the next.</summary>
    private readonly record struct Leg(long StartMs, long DriveMs, double CruiseKmH);

    public BusLine(Seed seed)
    {
        _seed = seed;
        _legs = new Leg[18 + seed.With(1).Pick(18)];
        var at = 0L;
        for (var i = 0; i < _legs.Length; i++)
        {
            var draw = seed.With(100 + i);
            var metres = draw.With(1).Between(350, 900);
            var cruise = draw.With(2).Between(24, 42);
            // Speeding up and braking cover half the distance that cruising would in that time: one SpeedUpMs is lost.
            var driveMs = (long)(metres / (cruise / 3.6) * 1000) + SpeedUpMs;
            _legs[i] = new Leg(at, driveMs, cruise);
            at += driveMs + (long)draw.With(3).Between(12_000, 40_000);
        }
        _tripMs = at + LayoverMs;
        _phaseMs = (long)(seed.With(2).Unit * _tripMs);
    }

    /// <summary>Where the bus is on its trip; false when it is parked for the night.</summary>
    public bool TryLocate(long timeMs, out long trip, out int leg, out double speedKmH)
    {
        trip = Math.DivRem(timeMs + _phaseMs, _tripMs, out var position);
        leg = 0;
        speedKmH = 0;
        if (LocalTime.Hour(timeMs) is < FirstHour or > LastHour) return false;

        while (leg + 1 < _legs.Length && _legs[leg + 1].StartMs <= position) leg++;
        var (start, drive, cruise) = _legs[leg];
        var driven = position - start;
        var ramp = Math.Min(driven, drive - driven) / (double)SpeedUpMs;
        speedKmH = cruise * Math.Clamp(ramp, 0, 1);
        return true;
    }

    public double Progress(int leg) => (leg + 1) / (double)_legs.Length;

    /// <summary>A random number of this trip and stop.</summary>
    public Seed Draw(long trip, int leg) => _seed.With(trip).With(leg);
}

/// <summary>VEHICLE_SPEED of a bus, km/h.</summary>
internal sealed class BusSpeed(BusLine line) : ISignal
{
    public double At(Moment moment) => line.TryLocate(moment.TimeMs, out _, out _, out var speed) ? speed : 0;
}

/// <summary>
/// BUS_DELAY, s: builds up along the trip with the traffic of the hour, a little early at times when roads are empty.
/// </summary>
internal sealed class BusDelay(BusLine line) : ISignal
{
    public double At(Moment moment)
    {
        if (!line.TryLocate(moment.TimeMs, out var trip, out var leg, out _)) return 0;
        var congestion = RoadTraffic.Demand(moment.TimeMs) * line.Draw(trip, -1).Between(0.2, 1.6);
        return line.Progress(leg) * 520 * congestion + line.Draw(trip, leg).Between(-40, 30);
    }
}

/// <summary>BUS_OCCUPANCY, %: fills towards the middle of the line, most in the peaks; changes at stops only.</summary>
internal sealed class BusOccupancy(BusLine line) : ISignal
{
    public double At(Moment moment)
    {
        if (!line.TryLocate(moment.TimeMs, out var trip, out var leg, out _)) return 0;
        var filling = Math.Sin(Math.PI * Math.Min(0.97, line.Progress(leg)));
        var demand = 0.25 + 0.75 * RoadTraffic.Demand(moment.TimeMs);
        return Math.Clamp(100 * filling * demand + line.Draw(trip, leg).Between(-8, 12), 0, 130);
    }
}
