using SmartSectors.Reporting.Sdmx;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed class DataKeyTests
{
    private static readonly string[] s_salinity = ["D", "VN_86", "AGRICULTURE", "WATER_SALINITY", "MEAN"];

    [Theory]
    [InlineData("*", true)]
    [InlineData("", true)]
    [InlineData("D.VN_86.AGRICULTURE.WATER_SALINITY.MEAN", true)]
    [InlineData("D.*.*.*.MEAN", true)]
    [InlineData("D....MEAN", true)]
    [InlineData("D.VN_86", true)]
    [InlineData("D.VN_79+VN_86.*.*.MEAN", true)]
    [InlineData("M.*.*.*.*,D.VN_86.*.*.*", true)]
    [InlineData("M.*.*.*.*", false)]
    [InlineData("d.VN_86.*.*.*", false)]
    [InlineData("D.VN_8.*.*.*", false)]
    [InlineData("M.*.*.*.*,D.VN_79.*.*.*", false)]
    public void A_series_is_asked_for_or_not(string key, bool expected) => Assert.Equal(expected, DataKey.Parse(key, 5).Holds(s_salinity));

    [Theory]
    [InlineData("D.*.*.*.*.*")]
    [InlineData("D.VN_86+.*.*.*")]
    [InlineData("D.VN 86.*.*.*")]
    [InlineData("D.VN_86';--.*.*.*")]
    [InlineData("D.**.*.*.*")]
    public void What_is_no_key_is_refused_with_its_reason(string key)
    {
        var refused = Assert.Throws<SdmxException>(() => DataKey.Parse(key, 5));
        Assert.Equal(SdmxFailure.Syntax, refused.Failure);
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_a_megabyte_is_refused_and_not_repeated() =>
        Assert.InRange(Assert.Throws<SdmxException>(() => DataKey.Parse(new string('A', 1 << 20), 5)).Message.Length, 1, 200);

    [Fact]
    public void The_codes_of_a_position_are_those_of_all_keys()
    {
        var key = DataKey.Parse("D.VN_79+VN_86.*.*.MEAN,M.VN_96", 5);
        Assert.Equal(["D", "M"], key.CodesAt(0)!.Order());
        Assert.Equal(["VN_79", "VN_86", "VN_96"], key.CodesAt(1)!.Order());
        Assert.Null(key.CodesAt(2));
        Assert.Null(key.CodesAt(4));
    }
}
