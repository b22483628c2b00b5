using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Tests.Partitions;

public class SeriesHistoryTests
{
    private const long DayMs = 86_400_000;
    private const long MonthMs = 40 * DayMs;

    // So many times as far as it takes: each look is that much longer than the one before.
    private const int Further = 4;

    private static readonly IndicatorRules s_rules = new(PartitionBench.Indicator("AIR_TEMP"), []);
    private static readonly long s_periodMs = s_rules.PeriodMs;
    private static readonly long s_enoughMs = s_rules.Quality.Neighbourhood.SpanMs + (2 * s_rules.Quality.LinkMs);

    [Fact]
    public void A_sensor_that_is_stuck_for_a_month_is_not_read_from_the_beginning()
    {
        var store = new OneSeries(MonthMs, endMs: 0);
        var history = Load(store, lateMs: -s_periodMs / 2);

        Assert.InRange(store.EarliestMs, -Further * s_enoughMs, -s_rules.Quality.Neighbourhood.SpanMs);
        Assert.Equal(ReadingFlag.Fail, Judge(history, -s_periodMs / 2)[QualityTest.FlatLine]);
    }

    [Fact]
    public void After_a_silence_only_the_reading_before_it_is_sought()
    {
        var silence = 10 * DayMs;
        var store = new OneSeries(MonthMs, endMs: -silence);
        var history = Load(store, lateMs: 0);

        Assert.InRange(store.EarliestMs, -Further * silence, -silence);
        Assert.Equal(ReadingFlag.Suspect, Judge(history, 0)[QualityTest.TimeGap]);
    }

    [Fact]
    public void A_silence_before_a_short_run_ends_the_search_as_well()
    {
        // Two hours of readings after two months' silence: nothing before them says anything of their runs.
        var store = new OneSeries(lengthMs: 2 * 3_600_000, endMs: 0);
        var history = Load(store, lateMs: -s_periodMs / 2);

        Assert.InRange(store.EarliestMs, -2 * s_enoughMs, 0);
        Assert.Equal(ReadingFlag.Pass, Judge(history, -s_periodMs / 2)[QualityTest.FlatLine]);
    }

    private static SeriesHistory Load(OneSeries store, long lateMs)
    {
        var history = new SeriesHistory(0, store, _ => long.MinValue);
        var series = new SeriesState { DroppedTimeMs = long.MinValue };
        series.Append(s_periodMs, 20, ReadingFlag.Pass);
        history.Load(series, s_rules, lateMs, lateMs);
        return history;
    }

    private static QualityFlags Judge(SeriesHistory history, long lateMs)
    {
        history.Insert(lateMs, 20, default);
        history.Judge(s_rules);
        return history.FlagsAt(history.Changes.Single(change => change.Before is null).At);
    }

    /// <summary>A reading of 20.0 each period over a length of time; tells how far back it was asked.</summary>
    private sealed class OneSeries(long lengthMs, long endMs) : ICommittedReadings
    {
        public long EarliestMs { get; private set; } = long.MaxValue;

        public void ReadSeries(int partition, int series, long fromMs, long toMs, List<StoredReading> into)
        {
            EarliestMs = Math.Min(EarliestMs, fromMs);
            for (var timeMs = endMs - lengthMs; timeMs <= endMs; timeMs += s_periodMs)
            {
                if (timeMs >= fromMs && timeMs < toMs) into.Add(new StoredReading(timeMs, 20, ReadingFlag.Pass));
            }
        }

        public void ReadSeries(int partition, IReadOnlySet<int> series, long fromMs, long toMs, Dictionary<int, List<StoredReading>> into)
        {
            foreach (var number in series) ReadSeries(partition, number, fromMs, toMs, into[number] = []);
        }
    }
}
