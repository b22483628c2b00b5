using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Decoding;

public class SourceTimeTests
{
    [Theory]
    [InlineData(1732212345L, TimePrecision.Seconds, 1732212345000)]
    [InlineData(1732212345123L, TimePrecision.Milliseconds, 1732212345123)]
    [InlineData(1732212345123999L, TimePrecision.Microseconds, 1732212345123)]
    [InlineData(1732212345123999999L, TimePrecision.Nanoseconds, 1732212345123)]
    [InlineData(-1L, TimePrecision.Microseconds, -1)]
    [InlineData(long.MaxValue, TimePrecision.Seconds, long.MaxValue)]
    [InlineData(long.MinValue, TimePrecision.Seconds, -long.MaxValue)]
    [InlineData(long.MinValue, TimePrecision.Milliseconds, -long.MaxValue)]
    public void A_number_counts_what_the_format_prescribes(long number, TimePrecision prescribed, long expectedMs) =>
        Assert.Equal(expectedMs, SourceTime.Number(number, prescribed).ToUnixMs());

    [Theory]
    [InlineData(1732212345L, 1732212345000)]
    [InlineData(1732212345123L, 1732212345123)]
    [InlineData(1732212345123000L, 1732212345123)]
    [InlineData(1732212345123000000L, 1732212345123)]
    public void A_profile_may_tell_the_unit_by_magnitude(long number, long expectedMs) =>
        Assert.Equal(expectedMs, SourceTime.Number(number, TimePrecision.Milliseconds).ToUnixMs(TimePrecision.Auto));

    [Fact]
    public void A_time_that_names_its_unit_is_not_the_profile_s_to_change()
    {
        Assert.Equal(1732212345123, SourceTime.Exact(1732212345123).ToUnixMs(TimePrecision.Seconds));
        Assert.Equal(IReadingSink.NoTime, default(SourceTime).ToUnixMs(TimePrecision.Auto));
    }

    [Theory]
    [InlineData("2024-11-21T18:05:45.123Z", 1732212345123)]
    [InlineData("2024-11-21T18:05:45Z", 1732212345000)]
    [InlineData("2024-11-21T18:05:45.1239999Z", 1732212345123)]
    [InlineData("2024-11-21T18:05:45.123456789+00:00", 1732212345123)]
    [InlineData("2024-11-22T01:05:45.5+07:00", 1732212345500)]
    [InlineData("2024-11-22 01:05:45+0700", 1732212345000)]
    [InlineData("2024-11-21T13:35:45-04:30", 1732212345000)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800000)]
    public void A_gateway_s_time_is_read_to_the_millisecond(string text, long expectedMs)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var unixMs));
        Assert.Equal(expectedMs, unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-11-21T18:05:45")]
    [InlineData("2024-11-21T18:05:45.Z")]
    [InlineData("2024-13-21T18:05:45Z")]
    [InlineData("2024-02-30T18:05:45Z")]
    [InlineData("2024-11-21T24:05:45Z")]
    [InlineData("2024-11-21T18:05:45ZZ")]
    [InlineData("2024-11-21T18:05:45+07")]
    [InlineData("0000-11-21T18:05:45Z")]
    [InlineData("2024-11-21T18:05:45.123456789")]
    public void A_time_of_another_form_is_none(string text) => Assert.False(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_moment_survives_its_own_writing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Two().Select(parts => (parts.Item1 * 2L) + (parts.Item2 % 1000)).ToArbitrary(), seconds =>
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(seconds * 1000 + (seconds % 1000));
            var text = time.ToOffset(TimeSpan.FromHours(7)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var unixMs));
            Assert.Equal(time.ToUnixTimeMilliseconds(), unixMs);
        }).QuickCheckThrowOnFailure();
}
