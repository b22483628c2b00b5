using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Sampling;

/// <summary>A time without readings, from the last one before it to the first one after it.</summary>
public readonly record struct ReadingGap(DateTimeOffset From, DateTimeOffset To);

/// <summary>Finds where readings are further apart than they may be, so that a chart draws no line there.</summary>
/// <param name="from">Where the range begins.</param>
/// <param name="longest">Up to so long a value holds (three periods), and two readings belong together.</param>
public sealed class GapFinder(DateTimeOffset from, TimeSpan longest)
{
    private readonly List<ReadingGap> _gaps = [];
    private DateTimeOffset _last = from;

    public IReadOnlyList<ReadingGap> Gaps => _gaps;

    /// <summary>Null of an event-driven indicator, whose silence says nothing.</summary>
    public static GapFinder? Of(Indicator indicator, DateTimeOffset from) => indicator.Hold > TimeSpan.Zero ? new GapFinder(from, indicator.Hold) : null;

    /// <summary>There is a reading; they come in time order.</summary>
    public void Note(DateTimeOffset time)
    {
        if (time - _last > longest) _gaps.Add(new ReadingGap(_last, time));
        _last = time;
    }

    /// <summary>There is none up to here.</summary>
    public void End(DateTimeOffset to)
    {
        if (to - _last > longest) _gaps.Add(new ReadingGap(_last, to));
    }
}
