namespace SmartSectors.Fleet.Paced;

/// <summary>
/// How often each device sends. All nominal periods are shortened by one factor, so that together they make the rate
/// asked for, but nobody waits longer than <see cref="LongestWait"/> where the rate allows it: otherwise a fast fleet
/// would be nothing but buses.
/// </summary>
internal static class Pace
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>The interval of each device, s, for a total of <paramref name="rate"/> messages a second.</summary>
    public static double[] ForRate(IReadOnlyList<TimeSpan> periods, double rate)
    {
        // At least twice the mean interval, so that a solution exists.
        var longest = Math.Max(LongestWait.TotalSeconds, 2 * periods.Count / rate);

        // The total rate grows with the factor: halve the bracket until it is closed.
        double low = 1e-6, high = 1e9;
        for (var i = 0; i < 100; i++)
        {
            var factor = Math.Sqrt(low * high);
            if (Intervals(periods, factor, longest).Sum(interval => 1 / interval) < rate) low = factor;
            else high = factor;
        }
        return [.. Intervals(periods, high, longest)];
    }

    /// <summary>The interval of each device, s, when time runs <paramref name="speedup"/> times as fast.</summary>
    public static double[] ForSpeedup(IReadOnlyList<TimeSpan> periods, double speedup) =>
        [.. Intervals(periods, speedup, double.PositiveInfinity)];

    private static IEnumerable<double> Intervals(IReadOnlyList<TimeSpan> periods, double factor, double longest) =>
        periods.Select(period => Math.Min(period.TotalSeconds / factor, longest));
}
