using SmartSectors.Telemetry.Quality;

namespace SmartSectors.Fleet.Judging;

/// <summary>
/// How well one test found what had been injected for it: readings for gross range and spike, spans for flat line (stuck)
/// and time gap (silence).
/// </summary>
/// <param name="Found">Injected and flagged.</param>
/// <param name="False">Flagged and not injected.</param>
/// <param name="Missed">Injected and not flagged.</param>
/// <param name="Short">Spans shorter than the time from which on the rule flags: it does not promise to find them, so they are in no other count.</param>
public readonly record struct TestScore(QualityTest Test, long Found, long False, long Missed, long Short)
{
    /// <summary>Share of what was flagged that had been injected; null when nothing was flagged.</summary>
    public double? Precision => Found + False == 0 ? null : Found / (double)(Found + False);

    /// <summary>Share of what had been injected that was flagged; null when nothing was.</summary>
    public double? Recall => Found + Missed == 0 ? null : Found / (double)(Found + Missed);

    internal TestScore Plus(TestScore other) => this with
    {
        Found = Found + other.Found,
        False = False + other.False,
        Missed = Missed + other.Missed,
        Short = Short + other.Short,
    };
}
