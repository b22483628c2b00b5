using SmartSectors.Grains;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>Puts one foreign message's readings into a batch, each for the device that its source names.</summary>
internal ref struct GatewaySink : IDeviceSink
{
    private readonly IngestionServices _services;
    private readonly PublishBatch _batch;
    private readonly PublishPacket _packet;
    private readonly ForeignOrigin _origin;
    private readonly long _receiptMs;
    private BatchSink _inner;
    private Profile? _profile;
    private RejectReason _refused;
    private RejectReason _firstRefused;
    private int _devices;
    private uint _device;
    private bool _isTooOld;

    public GatewaySink(
        IngestionServices services, PublishBatch batch, string client, PublishPacket packet, ForeignOrigin origin, long receiptMs)
    {
        _services = services;
        _batch = batch;
        _packet = packet;
        _origin = origin;
        _receiptMs = receiptMs;
        _device = origin.Device;
        _inner = new BatchSink(services, batch, client, packet, origin.Device, receiptMs);
    }

    /// <summary>A device was found, or more.</summary>
    public readonly bool HasDevices => _devices > 0;

    /// <summary>The one device that the message is of; none where there are several.</summary>
    public readonly uint OnlyDevice => _devices == 1 ? _device : Numbers.None;

    /// <summary>Why no device at all of the message may have readings; None if one may, or the message has none.</summary>
    public readonly RejectReason RefusedAltogether => _devices == 0 ? _firstRefused : RejectReason.None;

    /// <summary>A gateway tells of a device behind it, without readings.</summary>
    public RejectReason Introduce(ReadOnlySpan<byte> device, ReadOnlySpan<byte> model) =>
        Open(new SampleHead { Device = device, Model = model }, out _);

    public RejectReason Open(scoped in SampleHead head, out Profile? profile)
    {
        uint device;
        if (_origin.Profile is { } own)
        {
            (device, profile, _refused) = (_origin.Device, own, RejectReason.None);
        }
        else
        {
            Span<byte> room = stackalloc byte[IdentifierRule.MaxLength];
            var id = _origin.IsFixed || head.Device.IsEmpty ? _origin.Name : ForeignId.Of(head.Device, room);
            var model = head.Model.IsEmpty ? _origin.Model : head.Model;
            _refused = _services.Directory.Resolve(id, _origin.Format, _origin.Site, model, _batch, out device, out profile);
        }

        if (_refused is RejectReason.None) Turn(device, profile!);
        return _refused;
    }

    public void BeginSample(long timeMs)
    {
        _isTooOld = timeMs != IReadingSink.NoTime && _profile!.AllowedLateness is { } lateness && timeMs < _receiptMs - (long)lateness.TotalMilliseconds;
        _inner.BeginSample(timeMs);
    }

    public readonly void Value(ushort indicator, double value)
    {
        if (_isTooOld) _inner.Reject(RejectReason.TooOld, default, default, double.NaN);
        else _inner.Value(indicator, value);
    }

    public void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
    {
        if (_refused is RejectReason.None)
        {
            _inner.Reject(reason, name, unit, value);
            return;
        }

        // The message is kept with the first of them.
        var keeps = _firstRefused is RejectReason.None;
        if (keeps) _firstRefused = reason;
        _services.Rejections.Add(_batch, Numbers.None, reason, keeps ? _packet.Topic : default, _packet.Payload);
    }

    public void Position(scoped in GeoPosition position)
    {
        if (_isTooOld) return;
        var province = _profile!.Attribution is Attribution.Position ? ProvinceLocator.Shipped.Find(position.Place) : null;
        _inner.Place(position.Place, province);
    }

    public void Condition(DeviceCondition condition)
    {
        if (!_isTooOld) _inner.Say(condition);
    }

    public void EndSample() => _inner.EndSample();

    private void Turn(uint device, Profile profile)
    {
        if (_devices == 0 || device != _device) _devices++;
        _device = device;
        _profile = profile;
        _inner.TurnTo(device);
    }
}
