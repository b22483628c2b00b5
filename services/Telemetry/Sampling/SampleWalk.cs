using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Sampling;

/// <summary>Brings the readings of a range down to a few, whichever store they come from.</summary>
public sealed class SampleWalk(Indicator indicator, DateTimeOffset from, DateTimeOffset to, Downsampling method, int points)
{
    private readonly ReadingSampler _sampler = ReadingSampler.Of(method, from, to, points);
    private readonly GapFinder? _gaps = GapFinder.Of(indicator, from);
    private long _failed;

    /// <summary>There is a reading of the range; they come in time order.</summary>
    public void Add(in ReadingPoint reading)
    {
        _gaps?.Note(reading.Time);
        if (reading.Flag == ReadingFlag.Fail) _failed++;
        else _sampler.Add(reading);
    }

    /// <summary>There are no more.</summary>
    public SampledReadings Finish()
    {
        _gaps?.End(to);
        return new SampledReadings(_sampler.Finish(), _sampler.Taken + _failed, _failed, _gaps?.Gaps ?? []);
    }
}
