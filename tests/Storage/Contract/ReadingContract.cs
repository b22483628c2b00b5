using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Tests.Influx;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Sampling;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Contract;

/// <summary>
/// What any store answers to questions for readings. The expected answers are made of what was committed, not of what
/// another store says; so stores that pass give equal answers.
/// </summary>
public abstract class ReadingContract
{
    private readonly ContractStores _stores;

    private protected ReadingContract(ContractStores stores, IReadingQuery query) => (_stores, Query) = (stores, query);

    private IReadingQuery Query { get; }

    public static TheoryData<int> NameNumbers => [.. Enumerable.Range(0, ContractStores.Names.Count)];

    [Theory]
    [MemberData(nameof(NameNumbers))]
    public async Task A_device_has_its_own_readings_whatever_its_name(int number)
    {
        var name = ContractStores.Names[number];
        foreach (var indicator in (Indicator[])[SunkStores.Moisture, SunkStores.Rain])
        {
            var expected = Expected(name, indicator, long.MinValue, long.MaxValue);
            Assert.NotEmpty(expected);
            Assert.Equal(Bits(expected), Bits(await AllAsync(name, indicator, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 3)));
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("BUSY")]
    [InlineData("bus")]
    [InlineData("busy' OR device = 'probe-1")]
    public async Task An_unknown_device_has_no_answer(string name)
    {
        Assert.Null(await Query.FindPageAsync(name, SunkStores.Moisture, Time(0), Time(long.MaxValue), 10, null, default));
        Assert.Null(await Query.SampleAsync(name, SunkStores.Moisture, Time(0), Time(ContractStores.EndMs), Downsampling.Lttb, 10, default));
    }

    [Fact]
    public async Task An_indicator_that_a_device_never_sent_has_an_empty_answer()
    {
        Assert.Empty(await AllAsync(ContractStores.Busy, SunkStores.Rain, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 10));
        var sampled = await Query.SampleAsync(ContractStores.Busy, SunkStores.Rain, Time(ContractStores.StartMs), Time(ContractStores.EndMs), Downsampling.MinMax, 10, default);
        Assert.Equal((0, 0, 0), (sampled!.Points.Count, sampled.Readings, sampled.Failed));
    }

    [Fact]
    public async Task Pages_of_every_size_make_the_same_whole()
    {
        var (fromMs, toMs) = (ContractStores.StartMs + (17 * WindowCalendar.DayMs), ContractStores.StartMs + (22 * WindowCalendar.DayMs));
        var expected = Expected(ContractStores.Busy, SunkStores.Moisture, fromMs, toMs);
        for (var size = 1; size <= expected.Count + 1; size++)
            Assert.Equal(Bits(expected), Bits(await AllAsync(ContractStores.Busy, SunkStores.Moisture, Time(fromMs), Time(toMs), size)));
    }

    [Fact]
    public async Task From_is_inclusive_and_to_exclusive()
    {
        var times = Expected(ContractStores.Busy, SunkStores.Moisture, long.MinValue, long.MaxValue).Select(point => point.Time.ToUnixTimeMilliseconds()).ToList();
        var random = new Random(3);
        for (var question = 0; question < 40; question++)
        {
            var (one, other) = (random.Next(times.Count), random.Next(times.Count));
            var fromMs = times[Math.Min(one, other)] + random.Next(-1, 2);
            var toMs = times[Math.Max(one, other)] + random.Next(-1, 2);
            Assert.Equal(
                Bits(Expected(ContractStores.Busy, SunkStores.Moisture, fromMs, toMs)),
                Bits(await AllAsync(ContractStores.Busy, SunkStores.Moisture, Time(fromMs), Time(toMs), 100)));
        }
    }

    [Fact]
    public async Task A_range_that_is_reversed_or_empty_or_without_readings_is_empty_and_one_of_centuries_is_whole()
    {
        var (start, end) = (Time(ContractStores.StartMs), Time(ContractStores.EndMs));
        foreach (var (from, to) in ((DateTimeOffset, DateTimeOffset)[])[(end, start), (start, start), (end, end.AddYears(100)), (start.AddYears(-100), start), (DateTimeOffset.MaxValue, DateTimeOffset.MinValue)])
            Assert.Empty(await AllAsync(ContractStores.Busy, SunkStores.Moisture, from, to, 10));

        var all = Bits(Expected(ContractStores.Busy, SunkStores.Moisture, long.MinValue, long.MaxValue));
        Assert.Equal(all, Bits(await AllAsync(ContractStores.Busy, SunkStores.Moisture, start.AddYears(-100), start.AddYears(100), 10_000)));
        Assert.Equal(all, Bits(await AllAsync(ContractStores.Busy, SunkStores.Moisture, start.ToOffset(TimeSpan.FromHours(-11)), end.ToOffset(TimeSpan.FromHours(14)), 10_000)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("zz")]
    [InlineData("6162")]
    public async Task A_cursor_that_no_page_gave_is_refused(string cursor) => await Assert.ThrowsAsync<InvalidCursorException>(async () =>
        await Query.FindPageAsync(ContractStores.Busy, SunkStores.Moisture, Time(0), Time(ContractStores.EndMs), 10, cursor, default));

    [Theory]
    [InlineData(Downsampling.MinMax, 4)]
    [InlineData(Downsampling.MinMax, 100)]
    [InlineData(Downsampling.Lttb, 4)]
    [InlineData(Downsampling.Lttb, 333)]
    [InlineData(Downsampling.Lttb, 10_000)]
    public async Task A_sample_is_of_the_same_readings_with_the_same_gaps(Downsampling method, int points)
    {
        foreach (var (fromMs, toMs) in ((long, long)[])[
            (ContractStores.StartMs, ContractStores.EndMs), (ContractStores.StartMs + 1, ContractStores.StartMs + (3 * WindowCalendar.DayMs)),
            (ContractStores.StartMs + (25 * WindowCalendar.DayMs), ContractStores.EndMs + (30 * WindowCalendar.DayMs)), (ContractStores.EndMs, ContractStores.StartMs)])
        {
            var walk = new SampleWalk(SunkStores.Moisture, Time(fromMs), Time(toMs), method, points);
            foreach (var point in Expected(ContractStores.Busy, SunkStores.Moisture, fromMs, toMs)) walk.Add(point);
            var expected = walk.Finish();

            var answer = await Query.SampleAsync(ContractStores.Busy, SunkStores.Moisture, Time(fromMs), Time(toMs), method, points, default);
            Assert.Equal(Bits(expected.Points), Bits(answer!.Points));
            Assert.Equal(expected.Gaps, answer.Gaps);
            Assert.Equal((expected.Readings, expected.Failed), (answer.Readings, answer.Failed));
        }
    }

    [Fact]
    public async Task A_sample_of_more_than_one_question_may_read_is_refused() => await Assert.ThrowsAsync<QuestionTooLargeException>(async () =>
        await Query.SampleAsync(ContractStores.TooBusy, SunkStores.Moisture, Time(ContractStores.StartMs), Time(ContractStores.EndMs), Downsampling.Lttb, 10, default));

    // Every page but the last is full, and the last has no next.
    private async Task<List<ReadingPoint>> AllAsync(string device, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int size)
    {
        var points = new List<ReadingPoint>();
        string? cursor = null;
        do
        {
            var page = await Query.FindPageAsync(device, indicator, from, to, size, cursor, default);
            Assert.NotNull(page);
            if (page.Next is not null) Assert.Equal(size, page.Points.Count);
            if (cursor is not null) Assert.NotEmpty(page.Points);
            points.AddRange(page.Points);
            cursor = page.Next;
        }
        while (cursor is not null);
        return points;
    }

    private List<ReadingPoint> Expected(string device, Indicator indicator, long fromMs, long toMs) =>
    [
        .. _stores.Expected.Where(entry => entry.Key.Device == device && entry.Key.Indicator == indicator.Code && entry.Key.TimeMs >= fromMs && entry.Key.TimeMs < toMs)
            .OrderBy(entry => entry.Key.TimeMs).Select(entry => PointOf(entry.Value)),
    ];

    private static ReadingPoint PointOf(StoredReading reading) => new(Time(reading.TimeMs), reading.Value, reading.Flag, reading.Findings);

    private static List<object> Bits(IEnumerable<ReadingPoint> points) =>
        points.Select(point => (object)(point.Time, BitConverter.DoubleToInt64Bits(point.Value), point.Flag, point.Findings)).ToList();

    private static DateTimeOffset Time(long timeMs) => timeMs == long.MaxValue ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
}
