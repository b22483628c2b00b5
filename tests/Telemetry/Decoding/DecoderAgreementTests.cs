using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>The decoder, its fast reader and the naive one say the same of every body, whole, cut or damaged.</summary>
public class DecoderAgreementTests
{
    private static readonly Gen<string> Number = Gen.OneOf(
        from whole in Gen.Choose(-2_000, 2_000)
        from decimals in Gen.Choose(0, 9_999)
        select $"{whole}.{decimals}",
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Elements("0", "-0", "0.0", "1e9", "1e400", "-1E-3", "999999999999999", "1000000000000000", "0.000000000000001", "00", "1.", "-"));

    private static readonly Gen<string> Value = Gen.Frequency(
        (8, Number),
        (1, Number.Select(number => $"\"{number}\"")),
        (1, Gen.Elements("true", "false", "null", "\"NaN\"", "\"x\"", "{}", "[1,{\"a\":2}]", "\"\\u0031\"", "\"é\"", "nul")));

    private static readonly Gen<string> Key = Gen.Frequency(
        (8, Gen.Elements("soil_moisture", "SOIL_TEMP", "Soil_Ec", "rain", "air_temp")),
        (1, Gen.Elements("ts", "values", "TS", "unknown", "", "é", "soil\\u005ftemp", "a\\\"b")));

    private static readonly Gen<string> Space = Gen.Frequency((9, Gen.Constant("")), (1, Gen.Elements(" ", "\n", "\t ", "\r\n")));

    private static readonly Gen<string> Values =
        from pairs in (from key in Key from value in Value from space in Space select $"{space}\"{key}\"{space}:{space}{value}{space}").ListOf()
        select $"{{{string.Join(',', pairs.Take(20))}}}";

    private static readonly Gen<string> Sample = Gen.OneOf(
        Values,
        from values in Values from time in Number select $$"""{"ts":{{time}},"values":{{values}}}""",
        from values in Values from time in Gen.Choose(0, int.MaxValue) from space in Space select $$"""{"ts":{{space}}17{{time}},{{space}}"values":{{values}}{{space}}}""",
        from values in Values from time in Value select $$"""{"values":{{values}},"ts":{{time}}}""",
        from values in Values from time in Value from more in Value select $$"""{"x":{{more}},"ts":{{time}},"values":{{values}}}""");

    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Sample,
        from samples in Sample.ListOf() from space in Space select $"{space}[{space}{string.Join("," + space, samples.Take(5))}{space}]{space}")
        .Select(Encoding.UTF8.GetBytes);

    private static readonly Gen<byte[]> DamagedBody =
        from body in Body
        from at in Gen.Choose(0, body.Length)
        from other in Gen.Elements("{}[]\",:.0e-1 \n\\t\0\u00FF".Select(letter => (byte)letter).ToArray())
        from damage in Gen.Choose(0, 3)
        select damage switch
        {
            0 => body[..at],
            1 => [.. body[..at], .. body.Skip(at + 1)],
            2 => [.. body[..at], other, .. body[at..]],
            _ => [.. body[..at], other, .. body.Skip(at + 1)],
        };

    [Fact]
    public void The_decoder_agrees_with_a_naive_one() =>
        Prop.ForAll(Gen.OneOf(Body, DamagedBody).ToArbitrary(), body =>
        {
            var (outcome, calls) = RecordingSink.Decode(body);
            var (expectedOutcome, expectedCalls) = DocumentDecoder.Decode(body);
            Assert.Equal(expectedOutcome, outcome);
            if (outcome is RejectReason.None) Assert.Equal(expectedCalls, calls);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void A_plain_profile_says_of_every_body_what_the_native_decoder_says() =>
        Prop.ForAll(Gen.OneOf(Body, DamagedBody).ToArbitrary(), body =>
        {
            var (expectedOutcome, expectedCalls) = RecordingSink.Decode(body);
            var plain = ProfileCatalog.Load().Choose(ForeignFormat.ThingsBoardDevice, Sector.Agriculture, default);
            var sink = new ProfileSink<PlainDevice>(new PlainDevice(plain));
            Assert.True(ForeignTopic.TryParse("v1/devices/me/telemetry"u8, out var topic));
            Assert.Equal(expectedOutcome, ForeignDecoder.Decode(topic, body, 0, ref sink, new DecodeLimits()));
            if (expectedOutcome is RejectReason.None) Assert.Equal(expectedCalls, sink.Inner.Calls);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Where_the_fast_reader_answers_the_full_one_answers_the_same() =>
        Prop.ForAll(Gen.OneOf(Sample.Select(Encoding.UTF8.GetBytes), DamagedBody).ToArbitrary(), text =>
        {
            SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme);
            Span<PlainSample.Value> values = new PlainSample.Value[PlainSample.MaxValues];
            if (!PlainSample.TryRead(text, scheme!.Names, values, out var count, out var timeMs, out var length)) return;

            var sink = new RecordingSink();
            var room = 1_000;
            Assert.Equal(RejectReason.None, FullSample.Read(text, scheme.Names, ref sink, new DecodeLimits(), ref room, out var fullLength));
            Assert.Equal((length, 1_000 - count), (fullLength, room));

            var fast = new RecordingSink();
            fast.BeginSample(timeMs);
            foreach (var value in values[..count]) fast.Value(value.Indicator, value.Number);
            fast.EndSample();
            Assert.Equal(sink.Calls, fast.Calls);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Arbitrary_bytes_never_escape_as_an_exception() =>
        Prop.ForAll<byte[]>(bytes => RecordingSink.Decode(bytes).Outcome is RejectReason.Malformed)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private readonly struct PlainDevice(Profile profile) : IDeviceSink
    {
        private readonly RecordingSink _recorder = new();

        public List<string> Calls => _recorder.Calls;

        public RejectReason Open(scoped in SampleHead head, out Profile? found)
        {
            found = profile;
            return RejectReason.None;
        }

        public void BeginSample(long timeMs) => _recorder.BeginSample(timeMs);

        public void Value(ushort indicator, double value) => _recorder.Value(indicator, value);

        public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) => _recorder.Reject(reason, name, unit, value);

        public void Position(scoped in GeoPosition position) => Assert.Fail("no field is a position");

        public void Condition(DeviceCondition condition) => Assert.Fail("no field is a condition");

        public void EndSample() => _recorder.EndSample();
    }
}
