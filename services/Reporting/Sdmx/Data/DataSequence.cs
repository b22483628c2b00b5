using SmartSectors.Reporting.Releases;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// The data sets of an answer, one after the other (SDMX-JSON 2.1, "Recommended dataset actions"): what is published; or
/// what changed since a time; or what each release changed, as it was published then. Then <c>offset</c> and <c>limit</c>.
/// </summary>
internal sealed class DataSequence(ReleaseReader reader, SeriesWalk walk, DataQuestion question, BlockPlan plan, Release newest)
{
    /// <summary>The series, each with the data set that it belongs to.</summary>
    public IEnumerable<Series> Read()
    {
        var (skip, left) = (question.Offset, question.Limit ?? long.MaxValue);
        foreach (var series in All())
        {
            // Of keys alone each series counts as one (SDMX REST, parameter limit).
            var count = question.Selection.IsKeysAlone ? 1 : series.Points.Count;
            if (skip >= count)
            {
                skip -= count;
                continue;
            }

            if (!question.Selection.IsKeysAlone)
            {
                series.Points.RemoveRange(0, (int)skip);
                if (series.Points.Count > left) series.Points.RemoveRange((int)left, series.Points.Count - (int)left);
                count = series.Points.Count;
            }

            skip = 0;
            yield return series;
            left -= count;
            if (left == 0) break;
        }
    }

    private IEnumerable<Series> All()
    {
        var action = question.Selection.IsWhole ? DataAction.Replace : DataAction.Merge;
        var since = question.UpdatedAfter is { } time ? reader.NewestAt(time)?.Number ?? 0 : (long?)null;
        if (question.IncludeHistory)
        {
            return reader.Between(since ?? 0, newest.Number).SelectMany(release => Changes(
                RangesOf(release), release.Number - 1, release.Number, action, validFrom: release.RecordedAt, deletedAt: release.RecordedAt));
        }

        // As of a time it is valid at that time (SDMX-JSON, case 5).
        var (from, to) = question.AsOf is { } asOf ? (asOf, asOf) : (newest.RecordedAt, (DateTimeOffset?)null);
        return since is { } before
            ? Changes(plan.Ranges, before, newest.Number, action, from, newest.RecordedAt)
            : walk.Published(plan.Ranges, newest.Number, new DataSetHead(action, from, to));
    }

    private IEnumerable<Series> Changes(IReadOnlyList<BlockRange> ranges, long before, long upTo, DataAction action, DateTimeOffset validFrom, DateTimeOffset deletedAt)
    {
        foreach (var series in walk.Changed(ranges, before, upTo, new DataSetHead(action, validFrom, null))) yield return series;
        if (!walk.TakeMetDeleted()) yield break;
        foreach (var series in walk.Changed(ranges, before, upTo, new DataSetHead(DataAction.Delete, null, deletedAt))) yield return series;
        walk.TakeMetDeleted();
    }

    private List<BlockRange> RangesOf(Release release)
    {
        var ranges = new List<BlockRange>();
        foreach (var range in plan.Ranges)
        {
            if (range.Window != release.Window) continue;
            var (from, to) = (Math.Max(range.FromMs, release.From.ToUnixTimeMilliseconds()), Math.Min(range.ToMs, release.To.ToUnixTimeMilliseconds()));
            if (from < to) ranges.Add(range with { FromMs = from, ToMs = to });
        }

        return ranges;
    }
}
