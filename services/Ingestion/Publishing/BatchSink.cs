using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

/// <summary>Puts what a decoder finds into a batch, for one message: of one device, or of several one after another.</summary>
internal ref struct BatchSink(
    IngestionServices services, PublishBatch batch, string client, PublishPacket packet, uint device, long receiptMs) : IReadingSink
{
    private readonly PublishPacket _packet = packet;
    private long _timeMs;
    private SampleFlags _flags;
    private uint _device = device;
    private int _run;
    private int _stamped;
    private long _recalledMs;
    private int _firstSample;
    private Position? _position;
    private string? _province;
    private DeviceCondition? _condition;

    /// <summary>What follows is of this device.</summary>
    public void TurnTo(uint device)
    {
        if (device == _device) return;
        _device = device;
        _run++;
        _stamped = 0;
        _recalledMs = 0;
    }

    public void BeginSample(long timeMs)
    {
        var brings = timeMs != IReadingSink.NoTime;
        _flags = brings ? SampleFlags.None : SampleFlags.ServerStamped;
        _timeMs = brings ? timeMs : Stamp();
        _firstSample = batch.SampleCount;
        _position = null;
        _condition = null;
        batch.BeginSample(_device, _timeMs, _flags);
    }

    /// <summary>Where the device was when it measured the open sample.</summary>
    /// <param name="province">The code of the province where its readings count from then on; null where that says nothing.</param>
    public void Place(Position position, string? province)
    {
        _position = position;
        _province = province;
    }

    /// <summary>What the device says of itself at the moment of the open sample.</summary>
    public void Say(DeviceCondition condition) => _condition = condition;

    public readonly void Value(ushort indicator, double value)
    {
        if (batch.TryAddValue(indicator, value)) return;
        batch.BeginSample(_device, _timeMs, _flags | SampleFlags.Continued); // A sample holds 255 values; the rest goes into another of the same moment.
        batch.TryAddValue(indicator, value);
    }

    public readonly void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value)
    {
        if (reason is RejectReason.UnknownIndicator && Rejections.MayKeep(_device, name, unit, value))
            Rejections.AddUnknown(batch, _device, name, unit, _timeMs, value);
        else services.Rejections.Add(batch, _device, reason, topic: default, body: name);
    }

    // A position alone is something to be known, too.
    public readonly void EndSample()
    {
        if (_condition is { } condition) batch.Words.Add(new ConditionWord(_device, _timeMs, condition));
        if (_position is { } position)
        {
            var placed = services.Directory.Place(_device, _timeMs, position, _province);
            var writer = new ByteWriter(64);
            placed.Write(ref writer);
            batch.AddControl(Numbers.PartitionOf(_device), ControlKind.DevicePlaced, writer.Written);
            batch.FlagSamples(_firstSample, SampleFlags.Placed);
        }
        else
        {
            batch.DropEmptySample();
        }
    }

    // The samples of one device in one message get consecutive stamps, so that the first one's is all there is to remember.
    private long Stamp()
    {
        var isFirst = _stamped++ == 0;
        if (_packet.Qos == QualityOfService.AtMostOnce) return services.Stamps.Next(_device, receiptMs);

        var key = new ServerStamps.DeliveryKey(client, _packet.PacketId, HashOf(_packet.Payload, _run));
        if (isFirst && _packet.Duplicate && services.Stamps.TryRecall(key, out var first)) _recalledMs = first;
        if (_recalledMs > 0) return _recalledMs + _stamped - 1;

        var stamp = services.Stamps.Next(_device, receiptMs);
        if (isFirst) services.Stamps.Remember(key, stamp);
        return stamp;
    }

    private static int HashOf(ReadOnlySpan<byte> payload, int run)
    {
        var hash = default(HashCode);
        hash.Add(run);
        hash.AddBytes(payload);
        return hash.ToHashCode();
    }
}
