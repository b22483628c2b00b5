using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Tests.Cells;

public class WindowCalendarTests
{
    private static readonly TimeSpan s_local = TimeSpan.FromHours(7);

    [Fact]
    public void Windows_begin_and_end_where_the_local_calendar_says()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var timeMs = random.NextInt64(946_684_800_000, 4_102_444_800_000); // 2000 to 2100
            if (i % 3 == 0) timeMs -= timeMs % 3_600_000;
            if (i % 9 == 0) timeMs -= (i & 1) - 1;
            var local = DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToOffset(s_local);

            Assert.Equal(local.Month, WindowCalendar.LocalMonth(timeMs));
            foreach (var window in WindowCalendar.All)
            {
                var begin = window switch
                {
                    Window.Minute => new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, s_local),
                    Window.QuarterHour => new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, local.Minute / 15 * 15, 0, s_local),
                    Window.Hour => new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, s_local),
                    Window.Day => new DateTimeOffset(local.Year, local.Month, local.Day, 0, 0, 0, s_local),
                    _ => new DateTimeOffset(local.Year, local.Month, 1, 0, 0, 0, s_local),
                };
                var end = window switch
                {
                    Window.Minute => begin.AddMinutes(1),
                    Window.QuarterHour => begin.AddMinutes(15),
                    Window.Hour => begin.AddHours(1),
                    Window.Day => begin.AddDays(1),
                    _ => begin.AddMonths(1),
                };
                Assert.Equal(begin.ToUnixTimeMilliseconds(), WindowCalendar.Start(window, timeMs));
                Assert.Equal(end.ToUnixTimeMilliseconds(), WindowCalendar.End(window, begin.ToUnixTimeMilliseconds()));
                Assert.True(WindowCalendar.MinLengthMs(window) <= (end - begin).TotalMilliseconds);
            }
        }
    }

    [Theory]
    [InlineData("1m", Window.Minute)]
    [InlineData("15m", Window.QuarterHour)]
    [InlineData("1h", Window.Hour)]
    [InlineData("1d", Window.Day)]
    [InlineData("1mo", Window.Month)]
    public void A_window_has_its_public_code(string code, Window window) => Assert.Equal(code, window.Code());
}
