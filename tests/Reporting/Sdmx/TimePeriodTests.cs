using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed class TimePeriodTests
{
    [Theory]
    [InlineData("2026", "2025-12-31T17:00:00Z", "2026-12-31T17:00:00Z")]
    [InlineData("2026-Q4", "2026-09-30T17:00:00Z", "2026-12-31T17:00:00Z")]
    [InlineData("2026-10", "2026-09-30T17:00:00Z", "2026-10-31T17:00:00Z")]
    [InlineData("2026-M02", "2026-01-31T17:00:00Z", "2026-02-28T17:00:00Z")]
    [InlineData("2026-10-05", "2026-10-04T17:00:00Z", "2026-10-05T17:00:00Z")]
    [InlineData("2026-10-05T08:00:00", "2026-10-05T01:00:00Z", "2026-10-05T01:00:00Z")]
    [InlineData("2026-10-05T08:00:00Z", "2026-10-05T08:00:00Z", "2026-10-05T08:00:00Z")]
    [InlineData("2026-10-05T08:00:00.5+01:00", "2026-10-05T07:00:00.5Z", "2026-10-05T07:00:00.5Z")]
    [InlineData("2026-10-01T00:00:00+07:00/PT1H", "2026-09-30T17:00:00Z", "2026-09-30T18:00:00Z")]
    [InlineData("2026-10-01T00:00:00/PT15M", "2026-09-30T17:00:00Z", "2026-09-30T17:15:00Z")]
    public void Names_are_read_in_Vietnams_time_where_they_have_no_zone(string name, string from, string to)
    {
        Assert.True(TimePeriod.TryParse(name, out var period));
        Assert.Equal(new TimePeriod(Ms(from), Ms(to)), period);
    }

    [Theory]
    [InlineData("")]
    [InlineData("26")]
    [InlineData("2026-13")]
    [InlineData("2026-00")]
    [InlineData("2026-Q5")]
    [InlineData("2026-M13")]
    [InlineData("2026-02-30")]
    [InlineData("2026-10-05T25:00:00")]
    [InlineData("2026-10-05/PT1H")]
    [InlineData("2026-10-05T08:00:00/PT2H")]
    [InlineData("2026-10-05T08:00:00/")]
    [InlineData("9999")]
    [InlineData("9999-12")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("２０２６")]
    public void What_is_no_name_is_refused(string name) => Assert.False(TimePeriod.TryParse(name, out _));

    [Fact]
    public void The_name_of_every_window_is_read_as_that_window() =>
        Prop.ForAll(
            Gen.Choose(0, 50_000_000).Select(minute => 946_684_800_000 + (minute * 60_000L)).ToArbitrary(), Gen.Elements(Frequency.All.ToArray()).ToArbitrary(),
            (timeMs, window) =>
            {
                var start = WindowCalendar.Start(window, timeMs);
                Assert.True(TimePeriod.TryParse(TimePeriod.Name(window, start), out var period));
                Assert.Equal(new TimePeriod(start, WindowCalendar.End(window, start)), period);
            }).QuickCheckThrowOnFailure();

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
