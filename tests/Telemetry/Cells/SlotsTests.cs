using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Tests.Cells;

public class SlotsTests
{
    private const long MinuteMs = 60_000;

    // The periods of the schemes, and some that do not divide the day.
    private static readonly long[] s_periods = [.. ((int[])[30, 60, 300, 600, 900, 1_800, 3_600, 7, 2_500, 50_000, 86_400]).Select(seconds => seconds * 1_000L)];

    private static readonly long s_midnight = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds();

    [Fact]
    public void Slots_are_counted_from_local_midnight_and_the_last_may_be_short()
    {
        var random = new Random(1);
        foreach (var period in s_periods)
        {
            for (var i = 0; i < 200; i++)
            {
                var time = s_midnight + random.NextInt64(-2 * WindowCalendar.DayMs, 2 * WindowCalendar.DayMs);
                var slot = NaiveSlots(period).Last(start => start <= time);
                Assert.Equal(slot, Slots.Start(time, period));
                Assert.Equal(NaiveSlots(period).First(start => start > slot), Slots.End(slot, period));
            }
        }
    }

    [Fact]
    public void As_many_slots_start_in_a_range_as_a_loop_finds()
    {
        var random = new Random(2);
        foreach (var period in s_periods.Where(period => period >= 30_000))
        {
            var slots = NaiveSlots(period).ToList();
            for (var i = 0; i < 200; i++)
            {
                var from = s_midnight + random.NextInt64(-WindowCalendar.DayMs, WindowCalendar.DayMs);
                if (i % 2 == 0) from -= from % (15 * MinuteMs);
                var to = from + random.NextInt64(-WindowCalendar.HourMs, WindowCalendar.DayMs);
                Assert.Equal(slots.Count(slot => slot >= from && slot < to), Slots.StartingIn(from, to, period));
            }
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(30_000, Window.Minute)]
    [InlineData(60_000, Window.Minute)]
    [InlineData(60_001, Window.QuarterHour)]
    [InlineData(900_000, Window.QuarterHour)]
    [InlineData(1_800_000, Window.Hour)]
    [InlineData(3_600_000, Window.Hour)]
    [InlineData(86_400_000, Window.Day)]
    [InlineData(2_419_200_000, Window.Month)]
    [InlineData(2_419_200_001, null)]
    public void A_slot_is_booked_in_the_shortest_window_that_is_as_long(long period, Window? window) =>
        Assert.Equal(window, Slots.BookedIn(period));

    private static IEnumerable<long> NaiveSlots(long period)
    {
        for (var day = -3; day <= 3; day++)
        {
            var midnight = s_midnight + (day * WindowCalendar.DayMs);
            for (var start = midnight; start < midnight + WindowCalendar.DayMs; start += period) yield return start;
        }
    }
}
