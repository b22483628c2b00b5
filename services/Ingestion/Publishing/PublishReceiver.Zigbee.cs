using System.Text;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

// What a Zigbee2MQTT bridge says of itself and of the devices behind it.
internal sealed partial class PublishReceiver
{
    private byte[]? _bridge;

    // By its user name, or by the broker that it is heard through. No user name has a NUL (MQTT 5.0 §1.5.4).
    private ReadOnlySpan<byte> Bridge => _bridge ??= broker is null ? _user : Encoding.UTF8.GetBytes($"\0{broker.Name}");

    private ReadOnlySpan<byte> ModelOf(in ForeignTopic topic) =>
        topic.Format is ForeignFormat.Zigbee2Mqtt ? services.Zigbee.ModelOf(Bridge, topic.Device) : default;

    private int MaxBytesOf(ForeignKind kind) =>
        kind is ForeignKind.DeviceList ? services.Options.Gateways.ZigbeeListBytes : services.Options.MaxPayloadBytes;

    private RejectReason ReceiveBridge(
        in ForeignTopic topic, in PublishPacket packet, in ForeignOrigin origin, PublishBatch batch, out uint device)
    {
        services.Directory.TryFindDevice(origin.Name, out device);
        if (topic.Kind is ForeignKind.DeviceList) return services.Zigbee.Take(Bridge, client, packet.Payload);

        var refused = BridgeState.Read(packet.Payload, out var isOffline);
        if (refused is not RejectReason.None) return refused;
        if (topic.Kind is ForeignKind.Availability || origin.IsFixed)
        {
            if (isOffline) AddStaleIfKnown(origin.Name, origin.Model, origin, batch);
            return RejectReason.None;
        }

        if (!isOffline)
        {
            services.Zigbee.Hear(Bridge, client);
            return RejectReason.None;
        }

        Span<byte> room = stackalloc byte[IdentifierRule.MaxLength];
        foreach (var (name, model) in services.Zigbee.DevicesOf(Bridge, client)) AddStaleIfKnown(ForeignId.Of(name, room), model, origin, batch);
        return RejectReason.None;
    }

    // A device that was never heard has no last value that could hold no more, so it is not introduced for this.
    private void AddStaleIfKnown(ReadOnlySpan<byte> id, ReadOnlySpan<byte> model, in ForeignOrigin origin, PublishBatch batch)
    {
        if (services.Directory.TryFindDevice(id, out _)
            && services.Directory.Resolve(id, origin.Format, origin.Site, model, batch, out var device, out _) is RejectReason.None)
            AddStale(new DeviceStale(device), batch);
    }
}
