using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Decoding;

public class NativeJsonDecoderTests
{
    private const ushort SoilMoisture = 1003;
    private const ushort SoilTemp = 1004;

    [Theory]
    [InlineData("""{"soil_moisture":31.2,"SOIL_TEMP":27.4}""", "begin")]
    [InlineData("""{"ts":1732212345123,"values":{"soil_moisture":31.2,"Soil_Temp":27.4}}""", "begin 1732212345123")]
    [InlineData("""{"values":{"soil_moisture":31.2,"soil_temp":27.4},"ts":1732212345123}""", "begin 1732212345123")]
    [InlineData("""{"ts":"1732212345123","values":{"soil_moisture":31.2,"soil_temp":27.4}}""", "begin 1732212345123")]
    [InlineData("""{"t\u0073":-5,"values":{"soil_moisture":31.2,"soil_temp":27.4}}""", "begin -5")]
    [InlineData("""{"ts":0,"values":{"soil_moisture":31.2,"soil_temp":27.4},"extra":{"soil_ec":1}}""", "begin 0")]
    [InlineData(""" [ { "soil_moisture" : 31.2 , "soil_temp" : 27.4 } ] """, "begin")]
    [InlineData("{\r\n\t\"soil_moisture\": 31.2,\n\t\"soil_temp\": 27.4\n}\n", "begin")]
    [InlineData("""{"soil_moistur\u0065":31.2,"soil_temp":27.4}""", "begin")]
    [InlineData("""{"soil_moisture":"31.2","soil_temp":"2.74e1"}""", "begin")]
    [InlineData("""{"soil_moisture":"3\u0031.2","soil_temp":" 27.4 "}""", "begin")]
    [InlineData("""{"soil_moisture":312e-1,"soil_temp":0.274E+2}""", "begin")]
    public void Every_form_of_a_sample_is_understood(string body, string begin)
    {
        var (outcome, calls) = Decode(body);
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal([begin, RecordingSink.Line(SoilMoisture, 31.2), RecordingSink.Line(SoilTemp, 27.4), "end"], calls);
    }

    [Fact]
    public void An_array_is_samples_in_order()
    {
        var (outcome, calls) = Decode("""[{"ts":1,"values":{"soil_temp":1}},{"soil_temp":2},{},{"ts":3,"values":{}},{"values":{"soil_temp":4},"ts":4}]""");
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(
            ["begin 1", RecordingSink.Line(SoilTemp, 1), "end", "begin", RecordingSink.Line(SoilTemp, 2), "end",
             "begin 4", RecordingSink.Line(SoilTemp, 4), "end"],
            calls);
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    [InlineData("-0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("\"-0\"", 0)]
    [InlineData("1000000000", 1e9)]
    [InlineData("-1e9", -1e9)]
    [InlineData("1e-400", 0)]
    [InlineData("0.1", 0.1)]
    [InlineData("123456789.123456789", 123456789.123456789)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("\"+5\"", 5)]
    [InlineData("\".5\"", 0.5)]
    public void Values_are_exact(string json, double value)
    {
        var (outcome, calls) = Decode($$"""{"soil_temp":{{json}}}""");
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(["begin", RecordingSink.Line(SoilTemp, value), "end"], calls);
    }

    [Theory]
    [InlineData("null", RejectReason.NotNumeric)]
    [InlineData("\"\"", RejectReason.NotNumeric)]
    [InlineData("\"warm\"", RejectReason.NotNumeric)]
    [InlineData("\"1,5\"", RejectReason.NotNumeric)]
    [InlineData("\"0x1F\"", RejectReason.NotNumeric)]
    [InlineData("\"12 34\"", RejectReason.NotNumeric)]
    [InlineData("\"true\"", RejectReason.NotNumeric)]
    [InlineData("\"NaN\"", RejectReason.NotFinite)]
    [InlineData("\"Infinity\"", RejectReason.NotFinite)]
    [InlineData("\"-Infinity\"", RejectReason.NotFinite)]
    [InlineData("\"1e400\"", RejectReason.NotFinite)]
    [InlineData("1e400", RejectReason.NotFinite)]
    [InlineData("-1e400", RejectReason.NotFinite)]
    [InlineData("1000000000.1", RejectReason.OutOfRange)]
    [InlineData("-1000000001", RejectReason.OutOfRange)]
    [InlineData("99999999999999999999999999", RejectReason.OutOfRange)]
    [InlineData("{}", RejectReason.Nested)]
    [InlineData("[]", RejectReason.Nested)]
    [InlineData("""{"soil_moisture":1,"x":[1,{"y":null}]}""", RejectReason.Nested)]
    [InlineData("[1,[2,[3]]]", RejectReason.Nested)]
    public void A_bad_value_is_refused_with_its_reason_and_the_others_stand(string json, RejectReason reason)
    {
        var (outcome, calls) = Decode($$$"""{"ts":7,"values":{"soil_moisture":1,"soil_temp":{{{json}}},"SOIL_MOISTURE":2}}""");
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(
            ["begin 7", RecordingSink.Line(SoilMoisture, 1), RecordingSink.Rejected(reason, "soil_temp"),
             RecordingSink.Line(SoilMoisture, 2), "end"],
            calls);
    }

    [Theory]
    [InlineData("""{"colour":1}""", "colour")]
    [InlineData("""{"":1}""", "")]
    [InlineData("""{"độ ẩm":1}""", "độ ẩm")]
    [InlineData("""{"\u0111":1}""", "đ")]
    [InlineData("""{"colour":{"soil_temp":1}}""", "colour")]
    [InlineData("""{"ts":1732212345123}""", "ts")]
    [InlineData("""{"values":{"soil_temp":1}}""", "values")]
    public void A_key_that_is_no_indicator_is_refused(string body, string name)
    {
        var (outcome, calls) = Decode(body);
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(["begin", RecordingSink.Rejected(RejectReason.UnknownIndicator, name), "end"], calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{},{}]")]
    [InlineData("""{"ts":1,"values":{}}""")]
    [InlineData("null")]
    [InlineData("31.2")]
    [InlineData("\"soil_temp\"")]
    [InlineData("[1]")]
    [InlineData("""[[{"soil_temp":1}]]""")]
    [InlineData("""[{"soil_temp":1},]""")]
    [InlineData("""[{"soil_temp":1}{"soil_temp":1}]""")]
    [InlineData("""[{"soil_temp":1}""")]
    [InlineData("""{"soil_temp":1}]""")]
    [InlineData("""{"soil_temp":1}{"soil_temp":1}""")]
    [InlineData("""{"soil_temp":1,}""")]
    [InlineData("""{,"soil_temp":1}""")]
    [InlineData("""{"soil_temp":01}""")]
    [InlineData("""{"soil_temp":1.}""")]
    [InlineData("""{"soil_temp":.5}""")]
    [InlineData("""{"soil_temp":+5}""")]
    [InlineData("""{"soil_temp":-}""")]
    [InlineData("""{"soil_temp":NaN}""")]
    [InlineData("""{"soil_temp":1e}""")]
    [InlineData("""{"soil_temp":1x}""")]
    [InlineData("""{"soil_temp" 1}""")]
    [InlineData("""{soil_temp:1}""")]
    [InlineData("""{'soil_temp':1}""")]
    [InlineData("""{"soil_temp":1 /* note */}""")]
    [InlineData("""{"soil_temp":tru}""")]
    [InlineData("""{"soil_temp":"\x"}""")]
    [InlineData("""{"soil_temp":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("{\"soil_temp\":\"\n\"}")]
    [InlineData("""{"ts":null,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":1.5,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":1e3,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":"now","values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":"","values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":99999999999999999999,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":-9223372036854775808,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":true,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":1,"values":[{"soil_temp":1}]}""")]
    [InlineData("""{"ts":1,"values":5}""")]
    [InlineData("""{"ts":1,"ts":2,"values":{"soil_temp":1}}""")]
    [InlineData("""{"ts":1,"values":{"soil_temp":1},"values":{"soil_temp":2}}""")]
    public void A_broken_body_is_malformed(string body) => Assert.Equal(RejectReason.Malformed, Decode(body).Outcome);

    [Fact]
    public void A_byte_order_mark_or_invalid_UTF8_is_malformed()
    {
        Assert.Equal(RejectReason.Malformed, RecordingSink.Decode([0xEF, 0xBB, 0xBF, .. "{\"soil_temp\":1}"u8]).Outcome);
        Assert.Equal(RejectReason.Malformed, RecordingSink.Decode([.. "{\"soil_temp\":1,\""u8, 0xC3, 0x28, .. "\":1}"u8]).Outcome);
        Assert.Equal(RejectReason.Malformed, RecordingSink.Decode([.. "{\"soil_temp\":\""u8, 0xFF, .. "\"}"u8]).Outcome);
        Assert.Equal(RejectReason.Malformed, RecordingSink.Decode([.. "{\"soil_temp\":1,"u8, 0xFF, .. "}"u8]).Outcome);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Ten_thousand_levels_are_malformed(char open, char close)
    {
        var opened = open == '[' ? new string(open, 10_000) : string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1";
        Assert.Equal(RejectReason.Malformed, Decode($"{{\"soil_temp\":{opened}{new string(close, 10_000)}}}").Outcome);
        Assert.Equal(RejectReason.Malformed, Decode(opened).Outcome);
        Assert.Equal(RejectReason.Malformed, Decode(opened + new string(close, 10_000)).Outcome);
    }

    [Fact]
    public void Depth_is_limited_inside_a_sample()
    {
        static string Nested(int levels) => $"{{\"soil_temp\":{new string('[', levels - 1)}{new string(']', levels - 1)},\"soil_moisture\":1}}";
        Assert.Equal(RejectReason.None, Decode(Nested(64)).Outcome);
        Assert.Equal(RejectReason.None, Decode($"[{Nested(64)}]").Outcome);
        Assert.Equal(RejectReason.Malformed, Decode(Nested(65)).Outcome);
    }

    [Theory]
    [InlineData("""{"soil_temp":1,"soil_moisture":2,"soil_ec":3}""")]
    [InlineData("""{"soil_temp":1,"soil_moisture":null,"unknown":3}""")]
    [InlineData("""[{"soil_temp":1},{"soil_temp":2},{"soil_temp":3}]""")]
    public void Readings_are_limited_over_the_whole_message(string body)
    {
        Assert.Equal(RejectReason.None, RecordingSink.Decode(Encoding.UTF8.GetBytes(body), new DecodeLimits { MaxReadings = 3 }).Outcome);
        Assert.Equal(RejectReason.TooManyReadings, RecordingSink.Decode(Encoding.UTF8.GetBytes(body), new DecodeLimits { MaxReadings = 2 }).Outcome);
    }

    [Fact]
    public void A_sample_may_have_more_values_than_the_fast_reader_holds()
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, PlainSample.MaxValues + 1).Select(i => $"\"soil_temp\":{i}")) + "}";
        var (outcome, calls) = Decode(body);
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(PlainSample.MaxValues + 1 + 2, calls.Count);
    }

    [Fact]
    public void Every_prefix_of_a_body_is_malformed()
    {
        var body = """[{"ts":1732212345123,"values":{"soil_moisture":31.2,"soil_temp":"27.4"}},{"soil_ec":true,"x":[{"y":"\u0041"}]}]"""u8;
        for (var length = 0; length < body.Length; length++)
            Assert.Equal(RejectReason.Malformed, RecordingSink.Decode(body[..length]).Outcome);
        Assert.Equal(RejectReason.None, RecordingSink.Decode(body).Outcome);
    }

    [Theory]
    [InlineData("""{"ts":1732212345123,"values":{"soil_moisture":31.2,"soil_temp":27.4}}""")]
    [InlineData("""[{"values":{"soil_moistur\u0065":"3\u0031","soil_temp":null},"ts":"5"},{"x":[[]],"soil_temp":1e400}]""")]
    public void A_sound_body_allocates_nothing(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme);
        var limits = new DecodeLimits();
        var sink = new CountingSink();
        NativeJsonDecoder.Decode(bytes, scheme!.Names, ref sink, limits);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) NativeJsonDecoder.Decode(bytes, scheme.Names, ref sink, limits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sink.Readings >= 202);
    }

    private struct CountingSink : IReadingSink
    {
        public int Readings { get; private set; }

        public readonly void BeginSample(long timeMs)
        {
        }

        public void Value(ushort indicator, double value) => Readings++;

        public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) => Readings++;

        public readonly void EndSample()
        {
        }
    }

    private static (RejectReason Outcome, List<string> Calls) Decode(string body) => RecordingSink.Decode(Encoding.UTF8.GetBytes(body));
}
