using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx.Availability;

/// <summary>
/// Which values there are of what is asked for. The index of blocks tells frequencies, indicators, parts of the nation and
/// periods; which areas and statistics a part has is told by its first and its last block, so that a month of the nation
/// costs two blocks of each indicator and province.
/// </summary>
internal sealed class AvailabilityScan(ReleaseReader reader, SeriesFilter asked, Copy copy, SchemeCatalog schemes, long upTo)
{
    private readonly Statistic[] _statistics = [.. Statistic.All.Where(each => copy == Copy.Confidential || each.IsPublic)];

    /// <summary>The values of each dimension of a series, in the order of the dimensions.</summary>
    public IReadOnlyList<SortedSet<string>> Values { get; } = [.. IotStructure.SeriesDimensions.Select(_ => new SortedSet<string>(StringComparer.Ordinal))];

    /// <summary>The series that are asked for.</summary>
    public long Series { get; private set; }

    /// <summary>Their observations, if each has all periods that its part of the nation has.</summary>
    public long Observations { get; private set; }

    /// <summary>The first and the last day of the periods; nothing where there are none.</summary>
    public (long FromMs, long ToMs)? Span { get; private set; }

    /// <param name="withFurther">A value is there too when choosing it as well would add series (<c>mode=available</c>).</param>
    public void Run(bool withFurther)
    {
        foreach (var window in Frequency.All.Where(each => withFurther || asked.Admits(IotStructure.Frequency, Frequency.Code(each))))
        {
            foreach (var part in reader.Parts(window).Where(each => withFurther || asked.CanAdmitPart(each)))
            {
                foreach (var number in reader.Indicators(window, part))
                {
                    var indicator = BlockPlan.IndicatorOf(schemes, number);
                    if (withFurther || asked.Admits(IotStructure.Indicator, indicator.Code))
                        Scan(new BlockRange(window, part, number, asked.Time.FromMs, asked.Time.ToMs), indicator, withFurther);
                }
            }
        }
    }

    private void Scan(in BlockRange range, Indicator indicator, bool withFurther)
    {
        var window = range.Window;
        var newest = new SortedDictionary<long, long>();
        foreach (var (startMs, release) in reader.Versions(range, upTo))
        {
            if (asked.Time.Matches(window, startMs)) newest[startMs] = release;
        }

        if (newest.Count == 0) return;
        var (first, last) = (newest.First(), newest.Last());
        var before = Series;
        foreach (var (area, statistic) in SeriesOf(range, first, last)) Count(window, area, indicator, statistic, newest.Count, withFurther);
        if (Series == before) return;

        var endMs = WindowCalendar.End(window, last.Key);
        Span = Span is { } span ? (Math.Min(span.FromMs, first.Key), Math.Max(span.ToMs, endMs)) : (first.Key, endMs);
    }

    private void Count(Window window, string area, Indicator indicator, Statistic statistic, int periods, bool withFurther)
    {
        string[] codes = [Frequency.Code(window), area, SectorCodes.Of(indicator.Sector), indicator.Code, statistic.Code];
        var unit = Units.Of(indicator, statistic);
        for (var position = 0; withFurther && position < codes.Length; position++)
        {
            if (asked.HoldsWith(codes, position, unit)) Values[position].Add(codes[position]);
        }

        for (var position = 0; position < codes.Length; position++)
        {
            if (!asked.Admits(IotStructure.SeriesDimensions[position], codes[position])) return;
        }

        if (!asked.Holds(codes, unit)) return;
        Series++;
        Observations += periods;
        for (var position = 0; position < codes.Length; position++) Values[position].Add(codes[position]);
    }

    private HashSet<(string Area, Statistic Statistic)> SeriesOf(in BlockRange range, KeyValuePair<long, long> first, KeyValuePair<long, long> last)
    {
        var series = new HashSet<(string, Statistic)>();
        foreach (var block in first.Key == last.Key ? [first] : new[] { first, last })
        {
            foreach (var observation in reader.Read(range, new BlockVersion(block.Key, block.Value)))
            {
                var area = AreaCodes.Code(observation.Area, range.Part);
                foreach (var statistic in _statistics)
                {
                    if (Figure.Of(observation, statistic, copy) is not null) series.Add((area, statistic));
                }
            }
        }

        return series;
    }
}
