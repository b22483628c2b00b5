using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Trouble;

/// <summary>
/// One sensor with its faults. Which occur when depends on the seed and the time alone. A sensor that is stuck, or out
/// of range, does nothing else; one that drifts may.
/// </summary>
internal sealed class TroubledSensor
{
    /// <summary>Sampling periods for which a sensor is out of range, on average.</summary>
    private const int RangeReadings = 6;

    private const double DriftMs = LocalTime.DayMs;

    private readonly SimulatedDevice _device;
    private readonly Channel _channel;
    private readonly TroubleOptions _trouble;
    private readonly Action<InjectedTrouble>? _record;
    private readonly FaultedValue _faulted;
    private readonly FaultSpans _stuckSpans, _driftSpans, _rangeSpans;
    private readonly OpenFault _stuck, _drift, _range;
    private readonly Seed _spikes;
    private (long FromMs, double Value) _held = (long.MinValue, 0);
    private double? _last;

    /// <param name="record">Gets what is injected; null where nobody asks.</param>
    public TroubledSensor(
        SimulatedDevice device, Channel channel, Indicator indicator, TroubleOptions trouble, Action<InjectedTrouble>? record)
    {
        _device = device;
        _channel = channel;
        _trouble = trouble;
        _record = record;
        _faulted = new FaultedValue(indicator.SuspectSpan, channel.Decimals);
        var seed = device.Seed.With(indicator.Number).With(-3);
        _stuckSpans = new FaultSpans(seed.With(1), trouble.Stuck.Share, trouble.Stuck.Size * 1_000);
        _driftSpans = new FaultSpans(seed.With(2), trouble.Drift.Share, DriftMs);
        _rangeSpans = new FaultSpans(seed.With(3), trouble.Range.Share, RangeReadings * device.Profile.Period.TotalMilliseconds);
        _spikes = seed.With(4);
        _stuck = Open(FaultKind.Stuck);
        _drift = Open(FaultKind.Drift);
        _range = Open(FaultKind.Range);
    }

    /// <summary>What the sensor shows.</summary>
    /// <param name="stampMs">The time that the device will say; null when the reading is not delivered, which is no trouble of the sensor.</param>
    public double Measure(Moment moment, long? stampMs)
    {
        var timeMs = moment.TimeMs;
        var truth = _channel.Measure(moment);
        var value = truth;

        if (!_driftSpans.TryFind(timeMs, out var drift)) _drift.End();
        else
        {
            value = _faulted.Drift(truth, _trouble.Drift.Size, drift, timeMs);
            if (stampMs is { } stamp) _drift.Go(drift, stamp, value - truth);
        }

        if (IsStuck(timeMs, value, stampMs)) return _held.Value;
        if (TryRange(timeMs, stampMs, out var outside)) return outside;

        _last = value;
        return Spiked(timeMs, value, stampMs);
    }

    /// <summary>Records what still goes on: the end of a run.</summary>
    public void End()
    {
        _stuck.End();
        _drift.End();
        _range.End();
    }

    private bool IsStuck(long timeMs, double value, long? stampMs)
    {
        if (!_stuckSpans.TryFind(timeMs, out var span))
        {
            _stuck.End();
            return false;
        }

        if (_held.FromMs != span.FromMs) _held = (span.FromMs, _last ?? value);
        if (stampMs is { } stamp) _stuck.Go(span, stamp, _held.Value);
        return true;
    }

    private bool TryRange(long timeMs, long? stampMs, out double value)
    {
        value = 0;
        if (!_rangeSpans.TryFind(timeMs, out var span))
        {
            _range.End();
            return false;
        }

        value = _faulted.Range(_trouble.Range.Size, span, timeMs);
        if (stampMs is { } stamp) _range.Go(span, stamp, value);
        return true;
    }

    private double Spiked(long timeMs, double value, long? stampMs)
    {
        var draw = _spikes.With(timeMs);
        if (!draw.Chance(_trouble.Spike.Share)) return value;

        var spiked = _faulted.Spike(value, _trouble.Spike.Size, draw);
        if (stampMs is { } stamp)
            _record?.Invoke(new InjectedTrouble(_device.Device.Id, _channel.Indicator, FaultFacts.Of(FaultKind.Spike).Name, stamp, stamp, 1, spiked - value));
        return spiked;
    }

    private OpenFault Open(FaultKind kind) => new(_device.Device.Id, _channel.Indicator, FaultFacts.Of(kind).Name, _record);
}
