namespace SmartSectors.Fleet.Signals;

/// <summary>
/// When a refrigerator's door is open: in working hours about one quarter of an hour in five has one opening of 20 to
/// 90 seconds.
/// </summary>
internal sealed class DoorSchedule(Seed seed)
{
    private const long SlotMs = 15 * LocalTime.MinuteMs;

    /// <summary>The openings that began in (from, to].</summary>
    public IEnumerable<(long StartMs, long DurationMs)> Between(long fromMs, long toMs)
    {
        for (var slot = fromMs / SlotMs; slot <= toMs / SlotMs; slot++)
        {
            var draw = seed.With(slot);
            if (LocalTime.Hour(slot * SlotMs) is < 7 or > 17 || !draw.Chance(0.2)) continue;
            var duration = (long)draw.With(1).Between(20_000, 90_000);
            var start = slot * SlotMs + (long)(draw.With(2).Unit * (SlotMs - duration));
            if (start > fromMs && start <= toMs) yield return (start, duration);
        }
    }
}

/// <summary>The mains of one health station: one half day in fifty has an outage of 10 to 90 minutes.</summary>
internal sealed class Mains(Seed seed)
{
    private const long SlotMs = 12 * LocalTime.HourMs;

    /// <summary>Milliseconds without power in the interval.</summary>
    public long OutMs(long fromMs, long toMs)
    {
        var total = 0L;
        for (var slot = fromMs / SlotMs; slot <= toMs / SlotMs; slot++)
        {
            var draw = seed.With(slot);
            if (!draw.Chance(0.02)) continue;
            var duration = (long)draw.With(1).Between(10 * LocalTime.MinuteMs, 90 * LocalTime.MinuteMs);
            var start = slot * SlotMs + (long)(draw.With(2).Unit * (SlotMs - duration));
            total += Math.Max(0, Math.Min(toMs, start + duration) - Math.Max(fromMs, start));
        }
        return total;
    }
}

/// <summary>
/// The temperature of a refrigerator or freezer, °C: the thermostat's saw tooth around the set point, a rise of up to
/// a few degrees that decays after each door opening, and, where the compressor is failing (about one in thirty),
/// hours in which it does not start: the box then warms towards the room with a time constant of fourteen hours.
/// </summary>
internal sealed class ColdBox(Seed seed, DoorSchedule doors, double setPoint, double room) : ISignal
{
    private const double WarmingMs = 14 * LocalTime.HourMs, CoolingMs = 1.2 * LocalTime.HourMs, DoorMs = 12 * LocalTime.MinuteMs;
    private const long FailureCycleMs = 16 * LocalTime.HourMs;
    private readonly double _set = setPoint + seed.With(1).Between(-0.7, 0.7);
    private readonly long _cycleMs = (long)seed.With(2).Between(18 * LocalTime.MinuteMs, 35 * LocalTime.MinuteMs);
    private readonly bool _failing = seed.With(3).Chance(1 / 30.0);
    private readonly long _phaseMs = (long)(seed.With(4).Unit * FailureCycleMs);
    private readonly long _failureMs = (long)seed.With(5).Between(3 * LocalTime.HourMs, 7 * LocalTime.HourMs);

    public double At(Moment moment) =>
        _set + Thermostat(moment.TimeMs) + Doors(moment.TimeMs) + (_failing ? Failure(moment.TimeMs) : 0);

    /// <summary>Two thirds of the cycle warming by a degree, one third cooling by it.</summary>
    private double Thermostat(long timeMs)
    {
        var share = timeMs % _cycleMs / (double)_cycleMs;
        return (share < 2 / 3.0 ? share * 1.5 : (1 - share) * 3) - 0.5;
    }

    private double Doors(long timeMs)
    {
        var warmth = 0.0;
        foreach (var (start, duration) in doors.Between(timeMs - LocalTime.HourMs, timeMs))
        {
            var open = Math.Min(timeMs - start, duration);
            var closed = Math.Max(0, timeMs - start - duration);
            warmth += 0.016 * open / 1000 * Math.Exp(-closed / DoorMs);
        }
        return Math.Min(3, warmth);
    }

    private double Failure(long timeMs)
    {
        var position = (timeMs + _phaseMs) % FailureCycleMs;
        var off = Math.Min(position, _failureMs);
        var back = position - off;
        return (room - _set) * (1 - Math.Exp(-off / WarmingMs)) * Math.Exp(-back / CoolingMs);
    }
}

/// <summary>COLD_CHAIN_DOOR_OPEN: openings since the last sample.</summary>
internal sealed class DoorOpenings(DoorSchedule doors) : ISignal
{
    public double At(Moment moment) => doors.Between(moment.SinceMs, moment.TimeMs).Count();
}

/// <summary>POWER_AVAILABILITY: share of the time since the last sample with mains power, %.</summary>
internal sealed class PowerAvailability(Mains mains) : ISignal
{
    public double At(Moment moment) =>
        moment.IntervalMs == 0 ? 100 : 100 - 100.0 * mains.OutMs(moment.SinceMs, moment.TimeMs) / moment.IntervalMs;
}
