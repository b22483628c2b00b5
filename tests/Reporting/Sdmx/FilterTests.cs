using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed class FilterTests
{
    private static readonly string[] s_codes = ["VN", "VN_86", "VN_8", "VN_86_UNASSIGNED", "VN_86_29161", "VN_79", "86", "_", "VN_860"];

    private static Gen<FilterTerm[][]> Terms(Gen<string> values)
    {
        var term = from symbol in Gen.Elements(Enum.GetValues<FilterOperator>()) from value in values select new FilterTerm(symbol, value);
        return term.NonEmptyListOf().Select(all => all.ToArray()).NonEmptyListOf().Select(any => any.ToArray());
    }

    [Fact]
    public void Any_value_can_be_written_and_is_read_as_it_was() =>
        Prop.ForAll(Terms(Gen.Elements("A", "a b", "1+1", "x,y", "eq:", "ne:1", "2026-10-01T00:00:00+07:00/PT1H", "%", "Độ", "&=#")).ToArbitrary(), terms =>
        {
            var text = string.Join(',', terms.Select(all => string.Join('+', all.Select(term => $"{term.Operator.ToString().ToLowerInvariant()}:{Uri.EscapeDataString(term.Value)}"))));
            Assert.Equal(terms, FilterText.Parse("X", text));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_part_of_the_nation_is_passed_over_only_where_nothing_of_it_matches() =>
        Prop.ForAll(Terms(Gen.Elements(s_codes)).ToArbitrary(), Gen.Elements("VN_86", "VN_79", "VN_8").ToArbitrary(), (terms, stem) =>
        {
            var filter = new CodeFilter(terms);
            foreach (var code in s_codes.Where(code => code == stem || code.StartsWith(stem + "_", StringComparison.Ordinal)))
                Assert.True(!filter.Matches(code) || filter.CanMatchUnder(stem), code);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_period_that_matches_lies_beyond_the_bounds()
    {
        var terms = from symbol in Gen.Elements(FilterOperator.Eq, FilterOperator.Ne, FilterOperator.Lt, FilterOperator.Le, FilterOperator.Gt, FilterOperator.Ge)
                    from name in Gen.Elements("2026", "2026-Q4", "2026-10", "2026-09", "2026-10-05", "2026-10-05T08:00:00", "2026-10-05T08:00:00/PT1H", "2026-10-05T08:15:00/PT15M")
                    select new FilterTerm(symbol, name);
        var filters = terms.NonEmptyListOf().Select(all => all.Take(2).ToArray()).NonEmptyListOf().Select(any => any.Take(2).ToArray());
        var start = DateTimeOffset.Parse("2026-09-25T00:00:00+07:00", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        Prop.ForAll(filters.ToArbitrary(), Gen.Choose(0, 40 * 96).ToArbitrary(), Gen.Elements(Frequency.All.ToArray()).ToArbitrary(), (any, quarter, window) =>
        {
            if (Read(any) is not { } filter) return;
            var at = WindowCalendar.Start(window, start + (quarter * 15 * WindowCalendar.MinuteMs));
            if (filter.Matches(window, at)) Assert.InRange(at, filter.FromMs, filter.ToMs - 1);
        }).QuickCheckThrowOnFailure();

        static TimeFilter? Read(FilterTerm[][] terms)
        {
            try
            {
                return new TimeFilter("TIME_PERIOD", terms);
            }
            catch (SdmxException)
            {
                return null; // its bounds are the wrong way round
            }
        }
    }

    [Theory]
    [InlineData(Window.Day, "2026-10-05", "eq:2026-10", true)]
    [InlineData(Window.Month, "2026-10-01", "eq:2026-10-05", false)]
    [InlineData(Window.Month, "2026-10-01", "ge:2026-10-05", false)]
    [InlineData(Window.Month, "2026-10-01", "le:2026-10-30", false)]
    [InlineData(Window.Month, "2026-10-01", "gt:2026-09+lt:2026-11", true)]
    [InlineData(Window.Month, "2026-10-01", "gt:2026-10", false)]
    [InlineData(Window.Day, "2026-10-05", "ne:2026-10-05", false)]
    [InlineData(Window.Day, "2026-10-05", "2026-Q3,2026-Q4", true)]
    [InlineData(Window.Hour, "2026-10-05", "2026-10-05T00:00:00", true)]
    [InlineData(Window.Hour, "2026-10-05", "le:2026-10-05T00:00:00", false)]
    [InlineData(Window.Hour, "2026-10-05", "le:2026-10-05T01:00:00", true)]
    public void Periods_are_compared_by_where_they_begin_and_end(Window window, string day, string filter, bool expected)
    {
        Assert.True(TimePeriod.TryParse(day, out var period));
        Assert.Equal(expected, new TimeFilter("TIME_PERIOD", FilterText.Parse("TIME_PERIOD", filter)).Matches(window, period.FromMs));
    }

    [Theory]
    [InlineData("1.0.0", true)]
    [InlineData("+", true)]
    [InlineData("~", true)]
    [InlineData("*", true)]
    [InlineData("latest", true)]
    [InlineData("1+.0.0", true)]
    [InlineData("1.0+.0", true)]
    [InlineData("1.+.0", true)]
    [InlineData("1.0.~", true)]
    [InlineData("0~.0.0", true)]
    [InlineData("2.0.0,1.0.0", true)]
    [InlineData("1.0.1+", false)]
    [InlineData("1.1+.0", false)]
    [InlineData("2+.0.0", false)]
    [InlineData("1.0", false)]
    [InlineData("1.0.0-draft", false)]
    [InlineData("1.0.0.0", null)]
    [InlineData("1+.0+.0", null)]
    [InlineData("v1", null)]
    [InlineData("", null)]
    public void A_version_is_asked_for_or_not(string pattern, bool? expected)
    {
        if (expected is { } matches) Assert.Equal(matches, VersionPattern.Matches(pattern, "1.0.0"));
        else Assert.Throws<SdmxException>(() => VersionPattern.Matches(pattern, "1.0.0"));
    }
}
