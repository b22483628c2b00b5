namespace SmartSectors.Grains.Partitions;

/// <summary>
/// A reading whose flag changed is stored again, so a series' stored readings may have several of one moment: the one
/// that was stored last counts.
/// </summary>
public static class NewestWins
{
    /// <summary>Sorts readings by time, in place.</summary>
    /// <param name="readings">In the order in which they were stored.</param>
    /// <returns>How many are left, at the beginning; the rest is to be dropped.</returns>
    public static int Collapse(Span<StoredReading> readings)
    {
        if (IsIncreasing(readings)) return readings.Length;

        var times = new long[readings.Length];
        var places = new int[readings.Length];
        for (var i = 0; i < readings.Length; i++) (times[i], places[i]) = (readings[i].TimeMs, i);
        Array.Sort(times, places);

        // The sort is not stable: among those of one moment the last place is sought.
        var stored = readings.ToArray();
        var kept = 0;
        for (var i = 0; i < times.Length; kept++)
        {
            var newest = places[i];
            var time = times[i];
            while (++i < times.Length && times[i] == time) newest = Math.Max(newest, places[i]);
            readings[kept] = stored[newest];
        }

        return kept;
    }

    private static bool IsIncreasing(ReadOnlySpan<StoredReading> readings)
    {
        for (var i = 1; i < readings.Length; i++)
        {
            if (readings[i].TimeMs <= readings[i - 1].TimeMs) return false;
        }

        return true;
    }
}
