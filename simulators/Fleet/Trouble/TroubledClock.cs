using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Trouble;

/// <summary>
/// A device's clock with its faults: what it stamps at a true time. No stamp is given twice, though a clock that was set
/// back lives through an hour again; without faults the stamps are the true times.
/// </summary>
internal sealed class TroubledClock
{
    private const double MeanMs = 12 * LocalTime.HourMs;

    private readonly TroubleOptions _trouble;
    private readonly FaultSpans _driftSpans, _jumpSpans;
    private readonly OpenFault _drift, _jump;
    private readonly bool _isTroubled;

    // As far back as a clock can be set, and no further.
    private readonly HashSet<long> _given = [];
    private readonly Queue<(long TimeMs, long StampMs)> _order = [];
    private readonly long _reachMs;

    public TroubledClock(SimulatedDevice device, TroubleOptions trouble, Action<InjectedTrouble>? record)
    {
        _trouble = trouble;
        _isTroubled = trouble.ClockDrift.Share > 0 || trouble.ClockJump.Share > 0;
        _reachMs = (long)(3_000 * (trouble.ClockJump.Size + trouble.ClockDrift.Size)) + LocalTime.HourMs;
        var seed = device.Seed.With(-4);
        _driftSpans = new FaultSpans(seed.With(1), trouble.ClockDrift.Share, MeanMs);
        _jumpSpans = new FaultSpans(seed.With(2), trouble.ClockJump.Share, MeanMs);
        _drift = new OpenFault(device.Device.Id, null, FaultFacts.Of(FaultKind.ClockDrift).Name, record);
        _jump = new OpenFault(device.Device.Id, null, FaultFacts.Of(FaultKind.ClockJump).Name, record);
    }

    /// <param name="timeMs">True times, increasing.</param>
    public long Stamp(long timeMs)
    {
        if (!_isTroubled) return timeMs;

        var drifts = _driftSpans.TryFind(timeMs, out var drift);
        var jumps = _jumpSpans.TryFind(timeMs, out var jump);
        var offMs = drifts ? drift.Direction * drift.Elapsed(timeMs) * _trouble.ClockDrift.Size * 1_000 : 0;
        if (jumps) offMs += jump.Direction * jump.Strength * _trouble.ClockJump.Size * 1_000;

        var stamp = FirstFree(timeMs + (long)offMs);
        _order.Enqueue((timeMs, stamp));
        while (_order.TryPeek(out var oldest) && oldest.TimeMs < timeMs - _reachMs) _given.Remove(_order.Dequeue().StampMs);

        if (drifts) _drift.Go(drift, stamp, (stamp - timeMs) / 1_000.0);
        else _drift.End();
        if (jumps) _jump.Go(jump, stamp, (stamp - timeMs) / 1_000.0);
        else _jump.End();
        return stamp;
    }

    /// <summary>Records what still goes on: the end of a run.</summary>
    public void End()
    {
        _drift.End();
        _jump.End();
    }

    private long FirstFree(long stampMs)
    {
        while (!_given.Add(stampMs)) stampMs++;
        return stampMs;
    }
}
