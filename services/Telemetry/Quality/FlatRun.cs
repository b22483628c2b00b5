using System.Runtime.CompilerServices;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// For how long a series has hardly changed, in eight bytes. The values' axis is cut into steps of half a tolerance; a
/// run is the longest unbroken end of the series whose values lie in one step or in two adjacent ones. So its range is
/// under the tolerance, and a range under half of it is always a run.
/// </summary>
/// <remarks>
/// A rolling minimum and maximum over a time would need every reading of that time; a run that starts where its
/// predecessor happened to break would depend on the whole past. Which steps the values lie in depends on each value
/// alone, so two ages (of the end within this step and the next lower, and within this step and the next higher) say it
/// exactly, however the series is cut into windows. Ages are in ms of event time, and stop at the longest that matters.
/// </remarks>
public readonly record struct FlatRun(uint LowerMs, uint UpperMs)
{
    /// <summary>How long the run has lasted at its newest reading.</summary>
    public uint AgeMs => Math.Max(LowerMs, UpperMs);

    /// <summary>The run after one more reading.</summary>
    /// <param name="stepsUp">From the step of the predecessor to that of the reading.</param>
    /// <param name="elapsedMs">Since the predecessor.</param>
    /// <param name="capMs">The longest age that matters.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FlatRun Next(double stepsUp, uint elapsedMs, uint capMs)
    {
        if (Math.Abs(stepsUp) > 1) return default;

        // Both fit: 31 days of ms are under 2³².
        var lower = Math.Min(LowerMs + elapsedMs, capMs);
        var upper = Math.Min(UpperMs + elapsedMs, capMs);
        return stepsUp == 0 ? new FlatRun(lower, upper)
            : stepsUp > 0 ? new FlatRun(upper, 0)
            : new FlatRun(0, lower);
    }
}
