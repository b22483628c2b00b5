using System.Text;
using SmartSectors.Storage.Influx;

namespace SmartSectors.Storage.Tests.Influx;

public sealed class LineBatchTests
{
    [Theory]
    [InlineData("probe-1", "probe-1")]
    [InlineData("vườn xoài", @"vườn\ xoài")]
    [InlineData("a,b=c", @"a\,b\=c")]
    [InlineData("two\nlines\r", "two%0Alines%0D")]
    [InlineData(@"ends in \", @"ends\ in\ %5C")]
    [InlineData("100%", "100%25")]
    [InlineData("\"quoted\" 'name'", "\"quoted\"\\ 'name'")]
    [InlineData("\u0085", "%C2%85")]
    [InlineData("x value=1 0\ninjected value=2 0", @"x\ value\=1\ 0%0Ainjected\ value\=2\ 0")]
    public void A_name_is_one_tag_value_whatever_is_in_it(string name, string expected) =>
        Assert.Equal($"m,k={expected}", Encoding.UTF8.GetString(LineBatch.Series("m", ("k", name))));

    [Theory]
    [InlineData("probe-1", "'probe-1'")]
    [InlineData("'; DROP DATABASE smartsectors; --", @"'\'; DROP DATABASE smartsectors; --'")]
    [InlineData(@"\'", @"'%5C\''")]
    [InlineData("a\nb", "'a%0Ab'")]
    public void A_name_is_one_literal_of_a_query_whatever_is_in_it(string name, string expected) => Assert.Equal(expected, InfluxText.Literal(name));

    [Fact]
    public void Different_names_stay_different()
    {
        string[] names = ["%", "%25", "%2525", "\\", "%5C", "\n", "%0A", "\\n", "a b", "a\\ b", "a\u00a0b"];
        Assert.Equal(names.Length, names.Select(InfluxText.TagValue).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_line_is_series_fields_and_time_and_null_fields_are_left_out()
    {
        var batch = new LineBatch();
        batch.Begin("m,k=v"u8).Float("a"u8, 0.1).Float("b"u8, null).Integer("c"u8, -7).Integer("d"u8, null).End(1_793_552_400_000);
        batch.Begin("m,k=w"u8).Integer("c"u8, 1).End(-1);

        Assert.Equal("m,k=v a=0.1,c=-7i 1793552400000\nm,k=w c=1i -1\n", Encoding.UTF8.GetString(batch.Text(0, 2).Span));
        Assert.Equal("m,k=w c=1i -1\n", Encoding.UTF8.GetString(batch.Text(1, 1).Span));
    }

    [Fact]
    public void Nothing_is_allocated_a_line()
    {
        var batch = new LineBatch();
        Fill(batch);
        batch.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(batch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Fill(LineBatch batch)
        {
            for (var i = 0; i < 1_000; i++) batch.Begin("m,k=v"u8).Float("value"u8, i / 7.0).Integer("flag"u8, 1).End(i);
        }
    }
}
