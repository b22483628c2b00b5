using SmartSectors.Fleet.Layout;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Tests;

/// <summary>
/// A platform's ledger in miniature: the real decoder, the real acceptance of times, and a set to find duplicates.
/// </summary>
internal sealed class MiniatureLedger
{
    private static readonly SchemeCatalog s_schemes = SchemeCatalog.Load();
    private readonly Dictionary<(string Device, ushort Indicator, long TimeMs), double> _stored = [];
    private readonly Dictionary<RejectReason, long> _rejected = [];

    public long Stored => _stored.Count;

    public long Duplicates { get; private set; }

    public IReadOnlyDictionary<RejectReason, long> Rejected => _rejected;

    public void Take(SimulatedDevice device, byte[] body, long receivedMs)
    {
        Assert.True(s_schemes.TryGet(device.Site.Sector, out var scheme));
        var sink = new Sink([], device.Device.Profile);
        var verdict = device.Device.Profile is null
            ? NativeJsonDecoder.Decode(body, scheme.Names, ref sink, new DecodeLimits())
            : DecodeByProfile(body, receivedMs, sink);
        if (verdict is not RejectReason.None)
        {
            Reject(verdict);
            return;
        }
        foreach (var (indicator, timeMs, value, reason) in sink.Readings)
        {
            var judged = Acceptance.Judge(timeMs, receivedMs, new AcceptanceOptions());
            if (reason is not RejectReason.None) Reject(reason);
            else if (judged is not RejectReason.None) Reject(judged);
            else if (_stored.TryAdd((device.Device.Id, indicator, timeMs), value)) continue;
            else if (_stored[(device.Device.Id, indicator, timeMs)] == value) Duplicates++;
            else Reject(RejectReason.Conflict);
        }
    }

    // As the platform reads the native body of a device whose profile is not plain.
    private static RejectReason DecodeByProfile(byte[] body, long receivedMs, Sink sink)
    {
        Assert.True(ForeignTopic.TryParse("v1/devices/me/telemetry"u8, out var topic)); // the same body
        var fields = new ProfileSink<Sink>(sink);
        return ForeignDecoder.Decode(topic, body, receivedMs, ref fields, new DecodeLimits());
    }

    private void Reject(RejectReason reason) => _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;

    private struct Sink(List<(ushort Indicator, long TimeMs, double Value, RejectReason Reason)> readings, string? profile) : IDeviceSink
    {
        private long _timeMs;

        public readonly List<(ushort Indicator, long TimeMs, double Value, RejectReason Reason)> Readings => readings;

        public void BeginSample(long timeMs) => _timeMs = timeMs;

        public readonly void Value(ushort indicator, double value) => readings.Add((indicator, _timeMs, value, RejectReason.None));

        public readonly void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value) => readings.Add((0, _timeMs, 0, reason));

        public readonly void EndSample() { }

        public readonly RejectReason Open(scoped in SampleHead head, out Profile? found)
        {
            Assert.True(ProfileCatalog.Load().TryGet(profile!, out found));
            return RejectReason.None;
        }

        public readonly void Position(scoped in GeoPosition position) => Assert.True(position.IsGiven);

        public readonly void Condition(DeviceCondition condition) => Assert.Fail("no vehicle of the fleet tells one");
    }
}
