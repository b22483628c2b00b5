using System.Diagnostics;
using System.Text;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.ThingsBoard;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Ingestion;

// What gateways publish, in formats of their own: a device each, or many in one message.
internal sealed partial class PublishReceiver
{
    private readonly byte[] _user = userName is null ? [] : Encoding.UTF8.GetBytes(userName);
    private (long, Rulebook?) _versionSeen = (-1, null);
    private bool _speaksForItself;

    private RejectReason ReceiveForeign(
        in ForeignTopic topic, in PublishPacket packet, PublishBatch batch, bool isCut, Activity? message, out uint device)
    {
        device = Numbers.None;
        if (topic.Kind is ForeignKind.Bad) return RejectReason.BadTopic;

        using var decoding = MessageTraces.Step("decode", message);
        Span<byte> siteRoom = stackalloc byte[IdentifierRule.MaxLength];
        Span<byte> nameRoom = stackalloc byte[IdentifierRule.MaxLength];
        var origin = new ForeignOrigin(topic, _user, SpeaksForItself(), siteRoom, nameRoom) { Model = ModelOf(topic) };
        if (isCut || packet.Payload.Length > MaxBytesOf(topic.Kind))
        {
            services.Directory.TryFindDevice(origin.Name, out device);
            return RejectReason.Oversized;
        }

        if (topic.Kind is ForeignKind.DeviceList or ForeignKind.BridgeState or ForeignKind.Availability)
            return ReceiveBridge(topic, packet, origin, batch, out device);

        var mark = batch.Position;
        var introduced = batch.Introductions.Count;
        var sink = new ProfileSink<GatewaySink>(new GatewaySink(services, batch, client, packet, origin, _receiptMs));
        var refused = Take(topic, packet, ref sink, out var stale);

        var found = sink.Inner;
        if (refused is RejectReason.None) refused = found.RefusedAltogether;
        if (refused is RejectReason.None)
        {
            device = found.OnlyDevice;
            TellConditions(batch);
            if (topic.Kind is ForeignKind.Disconnect) AddStale(new DeviceStale(device), batch);
            foreach (var name in stale.Devices) AddStale(topic, name, stale.IsUntilBorn, origin, batch);
            return RejectReason.None;
        }

        batch.Rollback(mark);
        batch.Words.Clear();
        services.Directory.IntroduceAgain(batch, introduced);
        device = found.OnlyDevice;
        if (device == Numbers.None && !found.HasDevices) services.Directory.TryFindDevice(origin.Name, out device);
        return refused;
    }

    private RejectReason Take(
        in ForeignTopic topic, in PublishPacket packet, ref ProfileSink<GatewaySink> sink, out SparkplugStale stale)
    {
        stale = SparkplugStale.Nobody;
        switch (topic.Kind, topic.Format)
        {
            case (ForeignKind.Readings, ForeignFormat.Sparkplug):
                return services.Sparkplug.Take(topic, broker, packet.Payload, _receiptMs, ref sink, out stale);
            case (ForeignKind.Readings, _):
                return ForeignDecoder.Decode(topic, packet.Payload, _receiptMs, ref sink, services.Options.Decoding);
            default: // a gateway tells of a device behind it, which is known by that
                var refused = GatewayConnection.Read(packet.Payload, out var device, out var type);
                if (refused is not RejectReason.None) return refused;
                var found = sink.Inner;
                refused = found.Introduce(device, type);
                sink = new ProfileSink<GatewaySink>(found);
                return refused;
        }
    }

    // Whom the log does not know yet is introduced with it.
    private void AddStale(in ForeignTopic topic, byte[] name, bool isUntilBorn, in ForeignOrigin origin, PublishBatch batch)
    {
        Span<byte> room = stackalloc byte[IdentifierRule.MaxLength];
        var id = ForeignOrigin.SparkplugName(topic, name, room);
        if (services.Directory.Resolve(id, topic.Format, origin.Site, default, batch, out var device, out _) is RejectReason.None)
            AddStale(new DeviceStale(device, isUntilBorn), batch);
    }

    private static void AddStale(DeviceStale stale, PublishBatch batch)
    {
        var writer = new ByteWriter(8);
        stale.Write(ref writer);
        batch.AddControl(Numbers.PartitionOf(stale.Device), ControlKind.DeviceStale, writer.Written);
    }

    /// <summary>A native device's body by its profile: the same form as ThingsBoard's, read under the device's own names.</summary>
    private RejectReason DecodeBy(Profile profile, in PublishPacket packet, PublishBatch batch, uint device)
    {
        if (!ForeignTopic.TryParse("v1/devices/me/telemetry"u8, out var topic)) throw new InvalidOperationException("BUG: a topic of no format");
        var mark = batch.Position;
        var sink = new ProfileSink<GatewaySink>(new GatewaySink(services, batch, client, packet, ForeignOrigin.OfDevice(device, profile), _receiptMs));
        var refused = ForeignDecoder.Decode(topic, packet.Payload, _receiptMs, ref sink, services.Options.Decoding);
        if (refused is RejectReason.None)
        {
            TellConditions(batch);
        }
        else
        {
            batch.Rollback(mark);
            batch.Words.Clear();
        }

        return refused;
    }

    // The message is taken. Its block has the records before the samples that they are of.
    private void TellConditions(PublishBatch batch)
    {
        foreach (var word in batch.Words)
        {
            if (services.Conditions.Take(word, _receiptMs) is not { } told) continue;
            var writer = new ByteWriter(32);
            told.Write(ref writer);
            batch.AddControl(Numbers.PartitionOf(told.Device), ControlKind.DeviceReported, writer.Written);
        }

        batch.Words.Clear();
    }

    // By the registry and the profiles, so it is looked up again when they have changed.
    private bool SpeaksForItself()
    {
        if (_user.Length == 0) return false;
        var version = services.Directory.Version;
        if (_versionSeen == version) return _speaksForItself;
        _versionSeen = version;
        Span<byte> room = stackalloc byte[IdentifierRule.MaxLength];
        return _speaksForItself = services.Directory.SpeaksForItself(ForeignId.Of(_user, room));
    }
}
