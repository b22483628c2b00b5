using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Readings;
using static SmartSectors.Telemetry.Tests.Decoding.FieldRecorder;

namespace SmartSectors.Telemetry.Tests.Decoding.Senml;

public class SenmlCborTests
{
    private const string Topic = "senml/gw-1";

    // RFC 8428 §6: the CBOR form of the example of §5.1.2 with seven records, as the RFC prints it.
    private const string Example = """
        87 a7 21 78 1b 75726e3a6465763a6f773a3130653230373361303130383030363a 22 fb 41d303a15b001062 23 61 41 20 05 00 67 766f6c74616765 01 61 56 02 fb 405e066666666666
        a3 00 67 63757272656e74 06 24 02 fb 3ff3333333333333
        a3 00 67 63757272656e74 06 23 02 fb 3ff4cccccccccccd
        a3 00 67 63757272656e74 06 22 02 fb 3ff6666666666666
        a3 00 67 63757272656e74 06 21 02 f9 3e00
        a3 00 67 63757272656e74 06 20 02 fb 3ff999999999999a
        a3 00 67 63757272656e74 06 00 02 fb 3ffb333333333333
        """;

    [Fact]
    public void The_example_of_the_RFC_reads_as_its_JSON_does()
    {
        var cbor = Bytes(Example);
        var json = """
            [{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},
             {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"current","t":-3,"v":1.4},
             {"n":"current","t":-2,"v":1.5},{"n":"current","t":-1,"v":1.6},{"n":"current","v":1.7}]
            """;
        var (outcome, calls) = Decode(Topic, cbor);
        Assert.Equal(RejectReason.None, outcome);
        Assert.Equal(Decode(Topic, json).Calls, calls);
    }

    [Theory]
    [InlineData("81 a2 00 61 74 02 01", "begin gw-1 | t[] = 1 | end")]                            // {n: "t", v: 1}
    [InlineData("d9d9f7 81 a2 00 61 74 02 20", "begin gw-1 | t[] = -1 | end")]                    // self-described
    [InlineData("9f bf 00 61 74 02 01 ff ff", "begin gw-1 | t[] = 1 | end")]                      // everything of indefinite length
    [InlineData("81 a2 00 7f 61 74 62 656d ff 02 01", "begin gw-1 | tem[] = 1 | end")]            // a name in chunks
    [InlineData("81 a2 00 7f ff 02 01 ", "")]                                                     // an empty name and no base
    [InlineData("81 a2 61 6e 61 74 61 76 01", "begin gw-1 | t[] = 1 | end")]                      // labels as texts
    [InlineData("81 a2 00 61 74 02 f9 3e00", "begin gw-1 | t[] = 1.5 | end")]                     // half
    [InlineData("81 a2 00 61 74 02 fa 3fc00000", "begin gw-1 | t[] = 1.5 | end")]                 // single
    [InlineData("81 a2 00 61 74 02 c4 82 20 19 0111", "begin gw-1 | t[] = 27.3 | end")]           // 273 × 10⁻¹
    [InlineData("81 a2 00 61 74 02 c4 82 02 03", "begin gw-1 | t[] = 300 | end")]                 // 3 × 10²
    [InlineData("81 a2 00 61 74 04 f5", "begin gw-1 | t[] = 1 | end")]                            // vb true
    [InlineData("81 a2 00 61 74 04 f4", "begin gw-1 | t[] = 0 | end")]                            // vb false
    [InlineData("81 a2 00 61 74 03 62 6f6e", "begin gw-1 | t[] = 'on' | end")]                    // vs
    [InlineData("81 a2 00 61 74 08 43 010203", "begin gw-1 | reject not_numeric t | end")]        // vd
    [InlineData("81 a3 00 61 74 02 01 61 78 bf 01 9f 5f 41 00 ff ff ff", "begin gw-1 | t[] = 1 | end")] // an unknown label, nested
    [InlineData("81 a3 00 61 74 02 01 18 63 01", "begin gw-1 | t[] = 1 | end")]                   // an unknown number as label
    [InlineData("81 a2 00 61 74 02 1b ffffffffffffffff", "begin gw-1 | t[] = 1.8446744073709552E+19 | end")]
    public void Every_form_of_CBOR_is_understood(string hex, string expected)
    {
        var (outcome, calls) = Decode(Topic, Bytes(hex));
        Assert.Equal(expected.Length > 0 ? RejectReason.None : RejectReason.Malformed, outcome);
        Assert.Equal(expected, string.Join(" | ", calls));
    }

    [Theory]
    [InlineData("80", RejectReason.Malformed)]                                  // no record
    [InlineData("81", RejectReason.Malformed)]
    [InlineData("9bffffffffffffffff", RejectReason.Malformed)]                  // 2⁶⁴-1 records, none there
    [InlineData("81 bbffffffffffffffff 00 61 74", RejectReason.Malformed)]      // as many pairs
    [InlineData("81 a2 00 7bffffffffffffffff 74 02 01", RejectReason.Malformed)] // a text of 2⁶⁴-1 bytes
    [InlineData("81 a3 00 61 74 02 01 61 78 9affffffff", RejectReason.Malformed)] // skipped, and endless
    [InlineData("9f a2 00 61 74 02 01", RejectReason.Malformed)]                // no break
    [InlineData("81 a2 00 61 74 02 01 00", RejectReason.Malformed)]             // something behind
    [InlineData("81 a2 00 61 74 02 f6", RejectReason.Malformed)]                // null
    [InlineData("81 a2 00 61 74 02 1c", RejectReason.Malformed)]                // a reserved length
    [InlineData("81 a2 00 61 ff 02 01", RejectReason.Malformed)]                // no UTF-8
    [InlineData("81 a2 00 7f 7f 61 74 ff ff 02 01", RejectReason.Malformed)]    // chunks in chunks
    [InlineData("81 a2 00 61 74 02 c4 82 20 c2 41 01", RejectReason.Malformed)] // a bignum mantissa
    [InlineData("81 a3 00 61 74 02 01 02 02", RejectReason.Malformed)]          // v twice
    [InlineData("81 a3 00 61 74 02 01 62 785f 01", RejectReason.Unsupported)]   // x_
    [InlineData("81 a3 00 61 74 02 01 20 0b", RejectReason.Unsupported)]        // bver 11
    [InlineData("c0 81 a2 00 61 74 02 01", RejectReason.Malformed)]             // tagged as something else
    public void A_pack_that_breaks_a_rule_is_refused_whole(string hex, RejectReason expected) =>
        Assert.Equal(expected, Decode(Topic, Bytes(hex)).Outcome);

    [Fact]
    public void Nesting_is_bounded_where_it_is_skipped()
    {
        byte[] Pack(int depth) => [0x81, 0xa3, 0x00, 0x61, 0x74, 0x02, 0x01, 0x61, 0x78, .. Enumerable.Repeat((byte)0x81, depth), 0x00];
        Assert.Equal(RejectReason.None, Decode(Topic, Pack(60)).Outcome);
        Assert.Equal(RejectReason.Malformed, Decode(Topic, Pack(100_000)).Outcome);
    }

    private static readonly Gen<string> Name = Gen.Elements("t", "soil/moisture", "urn:dev:1:", "x.y", "0");

    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => (double)n),
        Gen.Choose(-100_000, 100_000).Select(n => n / 100.0),
        Gen.Elements(1.276020076001e9, 268435456, -1e-9, 4294967296, 1e300));

    private static readonly Gen<Record> AnyRecord =
        from baseName in Gen.OneOf(Gen.Constant((string?)null), Name.Select(n => (string?)n))
        from baseTime in Gen.OneOf(Gen.Constant((double?)null), Number.Select(n => (double?)n))
        from baseUnit in Gen.Elements(null, "Cel", "%RH")
        from name in Name
        from time in Gen.OneOf(Gen.Constant((double?)null), Number.Select(n => (double?)n))
        from value in Number
        from kind in Gen.Choose(0, 3)
        select new Record(baseName, baseTime, baseUnit, name, time, kind, value);

    [Fact]
    public void The_same_pack_reads_the_same_in_both_encodings() =>
        Prop.ForAll(AnyRecord.NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 1).ToArbitrary(), (records, indefinite) =>
        {
            var json = $"[{string.Join(',', records.Select(record => record.ToJson()))}]";
            var cbor = new List<byte>();
            cbor.AddRange(indefinite == 1 ? [0x9f] : CborBytes.Head(4, (ulong)records.Count));
            foreach (var record in records) record.AddCbor(cbor, indefinite == 1);
            if (indefinite == 1) cbor.Add(0xff);

            var expected = Decode(Topic, json);
            var actual = Decode(Topic, cbor.ToArray());
            Assert.Equal(expected.Outcome, actual.Outcome);
            Assert.Equal(expected.Calls, actual.Calls);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(char.IsAsciiHexDigit)));

    private sealed record Record(string? BaseName, double? BaseTime, string? BaseUnit, string Name, double? Time, int Kind, double Value)
    {
        public string ToJson()
        {
            var members = new List<string>();
            if (BaseName is not null) members.Add($"\"bn\":\"{BaseName}\"");
            if (BaseTime is { } baseTime) members.Add(string.Create(CultureInfo.InvariantCulture, $"\"bt\":{baseTime:R}"));
            if (BaseUnit is not null) members.Add($"\"bu\":\"{BaseUnit}\"");
            members.Add($"\"n\":\"{Name}\"");
            if (Time is { } time) members.Add(string.Create(CultureInfo.InvariantCulture, $"\"t\":{time:R}"));
            members.Add(Kind switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"\"v\":{Value:R}"),
                1 => $"\"vb\":{(Value > 0 ? "true" : "false")}",
                2 => "\"vs\":\"word\"",
                _ => string.Create(CultureInfo.InvariantCulture, $"\"s\":{Value:R}"),
            });
            return $"{{{string.Join(',', members)}}}";
        }

        public void AddCbor(List<byte> cbor, bool indefinite)
        {
            var pairs = new List<byte[]>();
            if (BaseName is not null) pairs.Add([0x21, .. CborBytes.Text(BaseName)]);
            if (BaseTime is { } baseTime) pairs.Add([0x22, .. CborBytes.Double(baseTime)]);
            if (BaseUnit is not null) pairs.Add([0x23, .. CborBytes.Text(BaseUnit)]);
            pairs.Add([0x00, .. CborBytes.Text(Name)]);
            if (Time is { } time) pairs.Add([0x06, .. CborBytes.Double(time)]);
            pairs.Add(Kind switch
            {
                0 => [0x02, .. CborBytes.Double(Value)],
                1 => [0x04, Value > 0 ? (byte)0xf5 : (byte)0xf4],
                2 => [0x03, .. CborBytes.Text("word")],
                _ => [0x05, .. CborBytes.Double(Value)],
            });
            cbor.AddRange(indefinite ? [0xbf] : CborBytes.Head(5, (ulong)pairs.Count));
            foreach (var pair in pairs) cbor.AddRange(pair);
            if (indefinite) cbor.Add(0xff);
        }
    }

    private static class CborBytes
    {
        public static byte[] Head(int type, ulong argument) =>
            argument < 24 ? [(byte)((type << 5) | (int)argument)] : [(byte)((type << 5) | 25), (byte)(argument >> 8), (byte)argument];

        public static byte[] Text(string text) => [.. Head(3, (ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

        public static byte[] Double(double value)
        {
            var bytes = new byte[9];
            bytes[0] = 0xfb;
            BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
            return bytes;
        }
    }
}
