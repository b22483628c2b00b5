using System.Buffers.Binary;
using System.Text;
using BenchmarkDotNet.Attributes;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Sparkplug;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks;

/// <summary>
/// Foreign messages through their decoder and the device's profile to readings: a Sparkplug DATA of 20 metrics by alias, a
/// SenML pack of 10 records, and the platform's native body by a profile.
/// </summary>
[MemoryDiagnoser]
public class ForeignDecodeBenchmarks
{
    private const int Metrics = 20;
    private const long TimeMs = 1_795_212_000_000;

    private static readonly string[] s_codes = ["SOIL_TEMP", "SOIL_MOISTURE", "SOIL_EC", "AIR_TEMP", "AIR_HUMIDITY"];

    private readonly DecodeLimits _limits = new();
    private readonly SparkplugNode _node = new(new SparkplugLimits());
    private readonly byte[] _senml = Encoding.UTF8.GetBytes(
        "[{\"bn\":\"probe-1:\",\"bt\":1795212000,\"n\":\"soil_temp\",\"u\":\"Cel\",\"v\":27.4}"
        + string.Concat(Enumerable.Range(1, 9).Select(i => $",{{\"n\":\"{s_codes[i % 5].ToLowerInvariant()}\",\"t\":-{i},\"v\":{20 + i}.5}}")) + "]");
    private readonly byte[] _json = """{"ts":1795212000000,"values":{"soil_temp":27.4,"soil_moisture":31.2,"soil_ec":1.07}}"""u8.ToArray();
    private readonly byte[] _topicOfData = "spBv1.0/farm/NDATA/plc-1"u8.ToArray();
    private byte[] _data = [];
    private Profile _profile = null!;

    [GlobalSetup]
    public void Introduce()
    {
        _profile = ProfileCatalog.Load().Choose(ForeignFormat.None, Sector.Agriculture, default);
        var topic = Parse("spBv1.0/farm/NBIRTH/plc-1"u8);
        var sink = new ProfileSink<SummingSink>(new SummingSink(_profile));
        _node.Take(topic, Payload(isBirth: true), TimeMs, ref sink, _limits);
        _data = Payload(isBirth: false);
    }

    [Benchmark]
    public double SparkplugTwentyMetrics()
    {
        var topic = Parse(_topicOfData);
        var sink = new ProfileSink<SummingSink>(new SummingSink(_profile));
        _node.Take(topic, _data, TimeMs, ref sink, _limits);
        return Sum(sink.Inner, Metrics);
    }

    [Benchmark]
    public double SenmlTenRecords() => Decode("senml/gw-1"u8, _senml, 10);

    [Benchmark]
    public double NativeThreeValuesByProfile() => Decode("v1/devices/me/telemetry"u8, _json, 3);

    private double Decode(ReadOnlySpan<byte> name, byte[] body, int values)
    {
        var topic = Parse(name);
        var sink = new ProfileSink<SummingSink>(new SummingSink(_profile));
        ForeignDecoder.Decode(topic, body, TimeMs, ref sink, _limits);
        return Sum(sink.Inner, values);
    }

    private static ForeignTopic Parse(ReadOnlySpan<byte> topic) =>
        ForeignTopic.TryParse(topic, out var parts) ? parts : throw new InvalidOperationException("BUG: the benchmark's topic is of no format");

    private static double Sum(SummingSink sink, int values) =>
        sink.Count == values ? sink.Sum : throw new InvalidOperationException("BUG: the benchmark's body was refused");

    // Payload{timestamp=1, metrics=2, seq=3}; Metric{name=1, alias=2, timestamp=3, datatype=4, double_value=13}. Twenty
    // metrics of five indicators, each at its own millisecond, as a PLC that scans reports them.
    private static byte[] Payload(bool isBirth)
    {
        var payload = new List<byte> { 0x08 };
        AddVarint(payload, TimeMs);
        for (var i = 0; i < Metrics; i++)
        {
            var metric = new List<byte>();
            if (isBirth) metric.AddRange([0x0A, (byte)s_codes[i % 5].Length, .. Encoding.UTF8.GetBytes(s_codes[i % 5])]);
            metric.AddRange([0x10, (byte)i, 0x18]);
            AddVarint(metric, TimeMs + (i / 5));
            metric.AddRange([0x20, 10, 0x69, .. new byte[8]]);
            BinaryPrimitives.WriteDoubleLittleEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(metric)[^8..], 20 + (i * 0.25));
            payload.AddRange([0x12, (byte)metric.Count, .. metric]);
        }
        payload.AddRange([0x18, 0]);
        return [.. payload];
    }

    private static void AddVarint(List<byte> bytes, long value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private struct SummingSink(Profile profile) : IDeviceSink
    {
        public double Sum;
        public int Count;

        public readonly RejectReason Open(scoped in SampleHead head, out Profile? found)
        {
            found = profile;
            return RejectReason.None;
        }

        public readonly void BeginSample(long timeMs)
        {
        }

        public void Value(ushort indicator, double value)
        {
            Sum += value;
            Count++;
        }

        public readonly void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
        {
        }

        public readonly void Condition(DeviceCondition condition)
        {
        }

        public readonly void Position(scoped in GeoPosition position)
        {
        }

        public readonly void EndSample()
        {
        }
    }
}
