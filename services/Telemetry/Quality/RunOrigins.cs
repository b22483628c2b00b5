namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// Where a run's two ages at the end of a part of a series come from: from an age at its beginning, to which the time in
/// between was added, or from within. Followed with the same steps as <see cref="FlatRun.Next"/>.
/// </summary>
internal readonly record struct RunOrigins(RunOrigins.Origin Lower, RunOrigins.Origin Upper)
{
    public static readonly RunOrigins Begin = new(Origin.Lower, Origin.Upper);

    public enum Origin : byte { Within, Lower, Upper }

    public RunOrigins Next(double stepsUp) =>
        Math.Abs(stepsUp) > 1 ? default
        : stepsUp == 0 ? this
        : stepsUp > 0 ? new RunOrigins(Upper, Origin.Within)
        : new RunOrigins(Origin.Within, Lower);

    /// <summary>The ages at the beginning by those at the end: exact where they went on and did not stop at the longest, else between two.</summary>
    /// <param name="mostMs">The longest that either can have been.</param>
    public (FlatRun Least, FlatRun Most) Bounds(FlatRun end, long elapsedMs, uint capMs, uint mostMs)
    {
        var (leastLower, mostLower) = Bounds(Origin.Lower, end, elapsedMs, capMs, Math.Min(mostMs, capMs));
        var (leastUpper, mostUpper) = Bounds(Origin.Upper, end, elapsedMs, capMs, Math.Min(mostMs, capMs));
        return (new FlatRun(leastLower, leastUpper), new FlatRun(mostLower, mostUpper));
    }

    private (uint Least, uint Most) Bounds(Origin age, FlatRun end, long elapsedMs, uint capMs, uint mostMs)
    {
        if (Lower != age && Upper != age) return (0, mostMs);
        var endMs = Lower == age ? end.LowerMs : end.UpperMs;
        var least = (uint)Math.Max(0, endMs - elapsedMs);
        return (least, endMs < capMs ? least : capMs);
    }
}
