using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Paced;
using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Trouble;

/// <summary>A device with failing sensors, a failing clock and times in which nothing of it is delivered.</summary>
internal sealed class TroubledDevice
{
    private readonly TroubledSensor[] _sensors;
    private readonly TroubledClock _clock;
    private readonly Route? _route;
    private readonly FaultSpans _silences;
    private readonly OpenFault _silence;

    /// <param name="record">Gets what is injected; null where nobody asks.</param>
    public TroubledDevice(SimulatedDevice device, TroubleOptions trouble, Action<InjectedTrouble>? record)
    {
        _sensors = [.. device.Channels.Select(channel => new TroubledSensor(device, channel, IndicatorOf(device, channel), trouble, record))];
        _clock = new TroubledClock(device, trouble, record);
        _route = device.Route;
        _silences = new FaultSpans(device.Seed.With(-5), trouble.Silence.Share, trouble.Silence.Size * 1_000);
        _silence = new OpenFault(device.Device.Id, null, FaultFacts.Of(FaultKind.Silence).Name, record);
    }

    /// <summary>Takes a sample at a true time; times must increase.</summary>
    /// <returns>False when it is never delivered.</returns>
    public bool TrySample(Moment moment, out Sample sample)
    {
        var stamp = _clock.Stamp(moment.TimeMs);
        var isSilent = _silences.TryFind(moment.TimeMs, out var silence);
        if (isSilent) _silence.Go(silence, stamp, 0);
        else _silence.End();

        var values = new double[_sensors.Length];
        for (var i = 0; i < values.Length; i++) values[i] = _sensors[i].Measure(moment, isSilent ? null : stamp);
        sample = new Sample(stamp, values, _route?.At(moment.TimeMs));
        return !isSilent;
    }

    /// <summary>Records what still goes on: the end of a run.</summary>
    public void End()
    {
        foreach (var sensor in _sensors) sensor.End();
        _clock.End();
        _silence.End();
    }

    /// <summary>What a channel of a device measures, by its sector's scheme.</summary>
    public static Indicator IndicatorOf(SimulatedDevice device, Channel channel) =>
        SchemeCatalog.Load().TryGet(device.Site.Sector, channel.Indicator, out var indicator)
            ? indicator
            : throw new InvalidOperationException($"BUG: the scheme of {device.Site.Sector} has no {channel.Indicator}");
}
