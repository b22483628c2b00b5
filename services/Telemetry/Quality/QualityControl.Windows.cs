namespace SmartSectors.Telemetry.Quality;

// Parts of a series: after an insert, a changed condition of the device, or for a recomputation.
public sealed partial class QualityControl
{
    /// <summary>Judges a part of a series, in one pass.</summary>
    /// <param name="window">Successive readings of the series, in time order, without two at the same time.</param>
    /// <param name="isFromStart">The first of them is the first of the series; else nothing is known of what precedes it.</param>
    /// <param name="flags">Gets the flags of each, as long as <paramref name="window"/>.</param>
    /// <param name="state">The state after the last of them; right when the last flags are.</param>
    /// <returns>
    /// The index from which on flags and state are right, however the series begins; the window's length where none
    /// are, because runs reach beyond it: then ask with a longer window. A window that begins as early as
    /// <see cref="Neighbourhood"/> says is always enough. (The spike of the last is unevaluated, being the newest or not.)
    /// </returns>
    public int Evaluate(ReadOnlySpan<QualitySample> window, bool isFromStart, Span<QualityFlags> flags, out QualityState state) =>
        Evaluate(window, isFromStart ? WindowStart.OfSeries : WindowStart.Anywhere, flags, out state, out _);

    /// <summary>The same with what is known of the runs at the first reading.</summary>
    /// <param name="calm">At so many of the last readings the series was surely calm (<see cref="IsCalm"/>).</param>
    public int Evaluate(ReadOnlySpan<QualitySample> window, in WindowStart start, Span<QualityFlags> flags, out QualityState state, out int calm)
    {
        calm = 0;
        // Two states in step: with the shortest runs that are possible, and with the longest. The truth lies between them,
        // and an age, and with it a flag, only grows with an earlier one: where they agree, it is known.
        state = default;
        var longest = default(QualityState);
        var firstRight = start.IsOfSeries ? 0 : Math.Min(1, window.Length);
        var areSame = start.IsOfSeries;
        for (var i = 0; i < window.Length; i++)
        {
            var (previousMs, previous) = i > 0 ? (window[i - 1].TimeMs, window[i - 1].Value) : default;
            var beforePrevious = i > 1 ? window[i - 2].Value : 0;
            var before = state;
            flags[i] = Append(ref state, window[i], previousMs, previous, beforePrevious, out var previousFlags);
            if (i > 0) flags[i - 1] = previousFlags;
            if (areSame)
            {
                calm = IsCalm(state) ? calm + 1 : 0;
                continue;
            }

            if (i == 0)
            {
                longest = state;
                // The first of a window may itself be excluded; then no run goes on through it.
                if (IsUsable(state.NewestFlags))
                {
                    var (least, most) = start.Bounds(At(window[0].TimeMs).ForEver);
                    SetRuns(ref state, least);
                    SetRuns(ref longest, most);
                }
            }
            else
            {
                longest.NewestFlags = before.NewestFlags;
                longest.IsNewestLinked = before.IsNewestLinked;
                if (Append(ref longest, window[i], previousMs, previous, beforePrevious, out _) != flags[i]) firstRight = i + 1;
                areSame = HasSameRuns(state, longest);
            }

            calm = IsCalm(longest) ? calm + 1 : 0;
        }

        return areSame ? firstRight : window.Length;
    }

    /// <summary>
    /// No run has lasted for half of what would be found in it. Most series always are calm: their runs break all the time.
    /// </summary>
    public bool IsCalm(in QualityState state) => Math.Max(Math.Max(state.Flat.AgeMs, state.Quiet.AgeMs), state.Still.AgeMs) < _calmMs;

    /// <summary>What the state after the last reading of a part tells of the runs at its first.</summary>
    /// <param name="isCalm">The series was calm at its first (<see cref="IsCalm"/>).</param>
    public WindowStart StartOf(ReadOnlySpan<QualitySample> window, in QualityState end, bool isCalm)
    {
        if (window[^1].TimeMs < _fromMs) return _earlier!.StartOf(window, end, isCalm);
        if (window[0].TimeMs < _fromMs) return WindowStart.Anywhere; // In between the tests began anew.

        var mostMs = isCalm ? _calmMs - 1 : uint.MaxValue;
        var (flat, quiet, still) = (RunOrigins.Begin, RunOrigins.Begin, RunOrigins.Begin);
        for (var i = 1; i < window.Length; i++)
        {
            var (previous, reading) = (window[i - 1], window[i]);
            if (reading.TimeMs - previous.TimeMs > LinkMs || !IsUsable(OwnFlags(previous)) || !IsUsable(OwnFlags(reading)))
            {
                (flat, quiet, still) = (default, default, default);
                break;
            }

            flat = flat.Next(_flat.StepsUp(previous.Value, reading.Value));
            quiet = quiet.Next(_quiet.StepsUp(previous.Value, reading.Value));
            still = still.Next(_still.StepsUp(previous.Value, reading.Value));
        }

        var elapsedMs = window[^1].TimeMs - window[0].TimeMs;
        var (least, most) = (default(QualityState), default(QualityState));
        (least.Flat, most.Flat) = flat.Bounds(end.Flat, elapsedMs, _flat.CapMs, mostMs);
        (least.Quiet, most.Quiet) = quiet.Bounds(end.Quiet, elapsedMs, _quiet.CapMs, mostMs);
        (least.Still, most.Still) = still.Bounds(end.Still, elapsedMs, _still.CapMs, mostMs);
        return WindowStart.Between(least, most);
    }

    /// <summary>
    /// The indices of the readings whose flags an insert may have changed, itself included: one before it, and those
    /// after it within the neighbourhood.
    /// </summary>
    /// <param name="window">With the inserted reading in its place.</param>
    public Range Affected(ReadOnlySpan<QualitySample> window, int inserted)
    {
        var end = inserted + 1;
        if (end < window.Length)
        {
            var until = window[end].TimeMs + Neighbourhood.SpanMs;
            do end++;
            while (end < window.Length && window[end].TimeMs < until);
        }

        return Math.Max(0, inserted - 1)..end;
    }

    private QualityControl At(long timeMs) => timeMs < _fromMs ? _earlier!.At(timeMs) : this;

    private QualityState ForEver => new()
    {
        Flat = new FlatRun(_flat.CapMs, _flat.CapMs),
        Quiet = new FlatRun(_quiet.CapMs, _quiet.CapMs),
        Still = new FlatRun(_still.CapMs, _still.CapMs),
    };

    private static void SetRuns(ref QualityState state, in QualityState runs) =>
        (state.Flat, state.Quiet, state.Still) = (runs.Flat, runs.Quiet, runs.Still);

    private static bool HasSameRuns(in QualityState one, in QualityState other) =>
        one.Flat == other.Flat && one.Quiet == other.Quiet && one.Still == other.Still;
}
