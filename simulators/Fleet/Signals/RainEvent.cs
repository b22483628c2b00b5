namespace SmartSectors.Fleet.Signals;

/// <summary>One shower: its intensity is half a sine over its duration.</summary>
/// <param name="PeakMmPerHour">Intensity in the middle, mm/h.</param>
internal readonly record struct RainEvent(long StartMs, long DurationMs, double PeakMmPerHour)
{
    public double IntensityAt(long timeMs) =>
        timeMs < StartMs || timeMs >= StartMs + DurationMs
            ? 0
            : PeakMmPerHour * Math.Sin(Math.PI * (timeMs - StartMs) / DurationMs);

    /// <summary>mm fallen from the start until <paramref name="timeMs"/>: the integral of the half sine.</summary>
    public double DepthUntil(long timeMs)
    {
        var share = Math.Clamp((timeMs - StartMs) / (double)DurationMs, 0, 1);
        return PeakMmPerHour * DurationMs / LocalTime.HourMs * (1 - Math.Cos(Math.PI * share)) / Math.PI;
    }
}
