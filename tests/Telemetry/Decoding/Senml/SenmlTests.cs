using System.Globalization;
using SmartSectors.Telemetry.Readings;
using static SmartSectors.Telemetry.Tests.Decoding.FieldRecorder;

namespace SmartSectors.Telemetry.Tests.Decoding.Senml;

public class SenmlTests
{
    private const string Topic = "senml/gw-1";

    [Fact]
    public void Base_fields_hold_until_they_are_replaced() => Assert.Equal( // RFC 8428 §5.1.2 and §5.1.3
        "begin urn:dev:ow:10e2073a01080063 at 1276020076001 | voltage[V] = 120.1 | end"
        + " | begin urn:dev:ow:10e2073a01080063 at 1276020071001 | current[A] = 1.2 | end"
        + " | begin urn:dev:ow:10e2073a01080063 at 1276020072001 | current[A] = 1.3 | end"
        + " | begin other at 1276020076001 | humidity[%RH] = 20 | end",
        Taken(Topic, """
            [{"bn":"urn:dev:ow:10e2073a01080063:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},
             {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},
             {"bn":"other/","n":"humidity","u":"%RH","v":20}]
            """));

    [Theory]
    [InlineData("""[{"n":"t","v":1}]""", "begin gw-1 | t[] = 1 | end")]
    [InlineData("""[{"n":"t","v":1,"t":0}]""", "begin gw-1 | t[] = 1 | end")]
    [InlineData("""[{"n":"t","v":1,"t":-60}]""", "begin gw-1 at 1795211940000 | t[] = 1 | end")]
    [InlineData("""[{"n":"t","v":1,"t":268435455}]""", "begin gw-1 at 2063647455000 | t[] = 1 | end")]
    [InlineData("""[{"n":"t","v":1,"t":268435456}]""", "begin gw-1 at 268435456000 | t[] = 1 | end")]
    [InlineData("""[{"n":"t","v":1,"bt":268435000,"t":456.5}]""", "begin gw-1 at 268435456500 | t[] = 1 | end")]
    public void A_time_below_two_to_the_28th_is_relative_to_the_receipt(string body, string expected) => Assert.Equal(expected, Taken(Topic, body));

    [Theory]
    [InlineData("""[{"n":"t","bv":20,"v":1.5},{"n":"t2","v":2}]""", "begin gw-1 | t[] = 21.5 | t2[] = 22 | end")]
    [InlineData("""[{"n":"e","bs":100,"s":1,"v":5,"u":"W"}]""", "begin gw-1 | e[W] = 5 | e.sum[] = 101 | end")]
    [InlineData("""[{"n":"e","s":1}]""", "begin gw-1 | e.sum[] = 1 | end")]
    [InlineData("""[{"n":"a","vb":true},{"n":"b","vb":false},{"n":"c","vs":"on"},{"n":"d","vd":"AQI"}]""", "begin gw-1 | a[] = 1 | b[] = 0 | c[] = 'on' | reject not_numeric d | end")]
    [InlineData("""[{"bn":"dev","bu":"Cel"},{"v":5}]""", "begin dev | [Cel] = 5 | end")]
    [InlineData("""[{"n":"t","v":1,"x":{"a":[1]},"y":null}]""", "begin gw-1 | t[] = 1 | end")]
    [InlineData("""[{"n":"a b","v":1},{"n":"_a","v":1},{"n":"đ","v":1},{"n":"a","v":1}]""", "begin gw-1 | reject malformed a b | reject malformed _a | reject malformed đ | a[] = 1 | end")]
    [InlineData("""[{"bn":"d:","n":"_a","v":1}]""", "begin d | _a[] = 1 | end")]
    [InlineData("""[{"bn":"\u0064:","n":"\u0061","u":"\u006d","v":1},{"bn":"\u0065:","n":"a","v":2}]""", "begin d | a[m] = 1 | end | begin e | a[] = 2 | end")]
    public void Records_are_resolved(string body, string expected) => Assert.Equal(expected, Taken(Topic, body));

    [Theory]
    [InlineData("""[{"n":"t","v":1,"vb":true}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":"t"}]""", RejectReason.Malformed)]
    [InlineData("""[{"v":1}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":"t","v":"1"}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":"t","v":null}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":"t","vb":1}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":5,"v":1}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":"t","v":1,"v":2}]""", RejectReason.Malformed)]
    [InlineData("""[{"bver":11,"n":"t","v":1}]""", RejectReason.Unsupported)]
    [InlineData("""[{"bver":0,"n":"t","v":1}]""", RejectReason.Unsupported)]
    [InlineData("""[{"bver":10,"n":"t","v":1},{"bver":9,"n":"t","v":1}]""", RejectReason.Malformed)]
    [InlineData("""[{"n":"t","v":1,"geo_":5}]""", RejectReason.Unsupported)]
    [InlineData("""[{"bn":"d"}]""", RejectReason.Malformed)]
    [InlineData("""[]""", RejectReason.Malformed)]
    [InlineData("""[5]""", RejectReason.Malformed)]
    [InlineData("""{"n":"t","v":1}""", RejectReason.Malformed)]
    public void A_pack_that_breaks_a_rule_is_refused_whole(string body, RejectReason expected) => Assert.Equal(expected, Decode(Topic, body).Outcome);

    [Fact]
    public void A_name_has_255_bytes_at_most_as_a_whole()
    {
        var longest = new string('n', 250);
        Assert.Equal(RejectReason.None, Decode(Topic, $$"""[{"bn":"base:","n":"{{longest}}","v":1,"s":1}]""").Outcome);
        Assert.Equal(RejectReason.Malformed, Decode(Topic, $$"""[{"bn":"base::","n":"{{longest}}","v":1}]""").Outcome);
    }

    [Fact]
    public void Times_beyond_any_calendar_do_not_overflow()
    {
        foreach (var seconds in new[] { 1e300, -1e300, 1e18, -1e18 })
        {
            var body = string.Create(CultureInfo.InvariantCulture, $$"""[{"n":"t","v":1,"t":{{seconds:R}}}]""");
            Assert.Equal(RejectReason.None, Decode(Topic, body).Outcome);
        }
    }
}
