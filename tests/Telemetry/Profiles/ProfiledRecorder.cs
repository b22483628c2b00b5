using System.Globalization;
using System.Text;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Profiles;

/// <summary>Every device has one profile, except for one that is not known; readings are written down by indicator code.</summary>
internal readonly struct ProfiledRecorder(Profile profile) : IDeviceSink
{
    public const long ReceivedMs = 1_795_212_000_000;

    public List<string> Calls { get; } = [];

    public RejectReason Open(scoped in SampleHead head, out Profile? found)
    {
        var isKnown = !head.Device.SequenceEqual("nobody"u8);
        found = isKnown ? profile : null;
        return isKnown ? RejectReason.None : RejectReason.UnknownDevice;
    }

    public void BeginSample(long timeMs) => Calls.Add(timeMs == IReadingSink.NoTime ? "begin" : $"begin {timeMs}");

    public void Value(ushort indicator, double value)
    {
        Assert.True(SchemeCatalog.Load().TryGet(indicator, out var found));
        Calls.Add(string.Create(CultureInfo.InvariantCulture, $"{found.Code} = {value:R}"));
    }

    public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) => Calls.Add($"reject {reason.Code()} {Encoding.UTF8.GetString(name)}");

    public void Position(scoped in GeoPosition position) => Calls.Add(string.Create(
        CultureInfo.InvariantCulture, $"position {position.Latitude:R} {position.Longitude:R} {position.AccuracyM:R}"));

    public void Condition(DeviceCondition condition) => Calls.Add($"condition {condition.Name()}");

    public void EndSample() => Calls.Add("end");

    /// <summary>What becomes of a message by a profile, joined by " | ".</summary>
    public static string Decode(Profile profile, string topic, string body)
    {
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts));
        var sink = new ProfileSink<ProfiledRecorder>(new ProfiledRecorder(profile));
        Assert.Equal(RejectReason.None, ForeignDecoder.Decode(parts, Encoding.UTF8.GetBytes(body), ReceivedMs, ref sink, new DecodeLimits()));
        return string.Join(" | ", sink.Inner.Calls);
    }

    /// <summary>A profile from its YAML without the lines that every one has.</summary>
    public static Profile Parse(string sector, string yaml) =>
        ProfileCatalog.Parse([("test.yaml", $"profile: test\nversion: 1\nsector: {sector}\n{yaml}")], SchemeCatalog.Load()).Profiles[0];
}
