using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Trouble;

/// <summary>A time in which something is broken.</summary>
/// <param name="Draw">Random numbers of this span.</param>
internal readonly record struct FaultSpan(long FromMs, long ToMs, Seed Draw)
{
    /// <summary>−1 or 1.</summary>
    public int Direction => Draw.With(1).Chance(0.5) ? 1 : -1;

    /// <summary>From a half to one and a half, by which sizes differ from span to span.</summary>
    public double Strength => Draw.With(2).Between(0.5, 1.5);

    /// <summary>From 0 at the span's start to 1 at its end.</summary>
    public double Elapsed(long timeMs) => (timeMs - FromMs) / (double)(ToMs - FromMs);
}

/// <summary>
/// When something is broken: a pure function of the seed and the time. Time is cut into slots of three mean lengths; a
/// slot has one span or none, of a half to one and a half of the mean length.
/// </summary>
internal sealed class FaultSpans
{
    private const int MeansInSlot = 3;
    private readonly Seed _seed;
    private readonly double _chance;
    private readonly long _meanMs, _slotMs, _phaseMs;

    /// <param name="share">Share of the time, at most a third.</param>
    public FaultSpans(Seed seed, double share, double meanMs)
    {
        _seed = seed;
        _chance = share * MeansInSlot;
        _meanMs = (long)meanMs;
        _slotMs = MeansInSlot * _meanMs;
        _phaseMs = (long)(seed.With(-1).Unit * _slotMs);
    }

    public bool TryFind(long timeMs, out FaultSpan span)
    {
        span = default;
        if (_chance <= 0) return false;

        var slot = (timeMs + _phaseMs) / _slotMs;
        var draw = _seed.With(slot);
        if (!draw.Chance(_chance)) return false;

        var length = (long)(_meanMs * draw.With(3).Between(0.5, 1.5));
        var from = slot * _slotMs - _phaseMs + (long)(draw.With(4).Unit * (_slotMs - length));
        span = new FaultSpan(from, from + length, draw);
        return timeMs >= from && timeMs < from + length;
    }
}
