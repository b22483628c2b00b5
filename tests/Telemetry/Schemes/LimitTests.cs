using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

public class LimitTests
{
    [Theory]
    [InlineData(">=4", ">=4")]
    [InlineData("> 4.50", ">4.5")]
    [InlineData("<-5 or >5", "<-5 or >5")]
    [InlineData(">limit", ">limit")]
    [InlineData(">limit+20", ">limit+20")]
    [InlineData("<set-2.5", "<set-2.5")]
    [InlineData("site", "site")]
    [InlineData(">50/24h", ">50/24h")]
    [InlineData(">50/d", ">50/24h")]
    [InlineData("24 h > 45", "24h>45")]
    [InlineData("<=-0.5 for 60 min or >8 for 10 h", "<=-0.5 for 1h or >8 for 10h")]
    [InlineData(">set+5 for 90 s", ">set+5 for 90s")]
    public void A_limit_is_read_and_has_one_text(string text, string canonical)
    {
        Assert.True(LimitText.TryParse(text, out var limit, out _));
        Assert.Equal(canonical, limit.ToString());
        Assert.True(LimitText.TryParse(canonical, out var same, out _));
        Assert.Equal(limit, same);
    }

    [Theory]
    [InlineData("", "is no comparison")]
    [InlineData("4", "is no comparison")]
    [InlineData(">", "is no comparison")]
    [InlineData(">4 >5", "is no comparison")]
    [InlineData(">4 or", "is no comparison")]
    [InlineData(">nan()", "is no comparison")]
    [InlineData(">Limit", "is no comparison")]
    [InlineData(">1e3", "is no comparison")]
    [InlineData("site or >4", "is no comparison")]
    [InlineData(">4/0h", "a duration must be")]
    [InlineData(">4 for 32 d", "a duration must be")]
    [InlineData(">4 for 999999999 d", "a duration must be")]
    [InlineData("24h>4/24h", "more than one duration")]
    [InlineData("24h>4 for 1 h", "more than one duration")]
    [InlineData(">1000000001", "at most 10⁹")]
    [InlineData(">limit or >set", "one parameter")]
    [InlineData(">4 or >=5", "has a side twice")]
    [InlineData("<5 or >4", "must leave room")]
    public void What_is_no_limit_is_said(string text, string reason)
    {
        Assert.False(LimitText.TryParse(text, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<=4", 4, null, true)]
    [InlineData("<4", 4, null, false)]
    [InlineData("<2 or >=8", 8, null, true)]
    [InlineData("<2 or >=8", 5, null, false)]
    [InlineData(">limit+20", 71, 50.0, true)]
    [InlineData(">limit+20", 70, 50.0, false)]
    [InlineData(">limit+20", 71, null, null)]
    [InlineData(">8 for 10 h", 9, null, null)]
    [InlineData("24h>45", 50, null, null)]
    [InlineData(">50/24h", 60, null, null)]
    [InlineData("site", 60, 50.0, null)]
    public void One_value_tells_a_breach_or_that_it_cannot(string text, double value, double? parameter, bool? expected)
    {
        Assert.True(LimitText.TryParse(text, out var limit, out _));
        Assert.Equal(expected, limit.IsBreachedBy(value, parameter));
    }

    [Fact]
    public void A_plain_limit_is_a_threshold_and_the_other_way_round()
    {
        var threshold = new Threshold(2, true, 8, false);
        Assert.Equal("<=2 or >8", Limit.Of(threshold).ToString());
        Assert.Equal(threshold, Limit.Of(threshold).Plain);
        Assert.True(LimitText.TryParse(">8 for 10 h or >9", out var limit, out _));
        Assert.Null(limit.Plain);
    }
}
