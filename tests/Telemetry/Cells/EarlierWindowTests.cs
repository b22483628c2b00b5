using System.Globalization;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Telemetry.Tests.Cells;

public class EarlierWindowTests
{
    [Theory]
    [InlineData(Earlier.Day, "2026-03-01T00:00:00+07:00", "2026-02-28T00:00:00+07:00")]
    [InlineData(Earlier.Week, "2026-01-03T08:15:00+07:00", "2025-12-27T08:15:00+07:00")]
    [InlineData(Earlier.Month, "2026-03-01T00:00:00+07:00", "2026-02-01T00:00:00+07:00")]
    [InlineData(Earlier.Month, "2026-01-01T00:00:00+07:00", "2025-12-01T00:00:00+07:00")]
    [InlineData(Earlier.Year, "2024-02-01T00:00:00+07:00", "2023-02-01T00:00:00+07:00")]
    [InlineData(Earlier.Year, "2026-01-01T00:00:00+07:00", "2025-01-01T00:00:00+07:00")]
    public void It_begins_at_the_same_local_time_before(Earlier earlier, string start, string expected) =>
        Assert.Equal(Ms(expected), EarlierWindow.StartMs(earlier, Ms(start)));

    [Fact]
    public void Days_and_weeks_are_for_windows_up_to_a_day_and_months_and_years_for_months()
    {
        foreach (var window in WindowCalendar.All)
        {
            Earlier[] fitting = window is Window.Month ? [Earlier.Month, Earlier.Year] : [Earlier.Day, Earlier.Week];
            Assert.Equal(fitting, Enum.GetValues<Earlier>().Where(earlier => EarlierWindow.Fits(earlier, window)));
            var start = WindowCalendar.Start(window, Ms("2026-07-15T10:20:00+07:00"));
            Assert.All(fitting, earlier => Assert.Equal(EarlierWindow.StartMs(earlier, start), WindowCalendar.Start(window, EarlierWindow.StartMs(earlier, start))));
        }
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
