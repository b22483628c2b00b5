using System.Collections.Concurrent;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>
/// Which devices each Zigbee2MQTT bridge has listed, and of which model they are. A bridge is known by the user name of its
/// connection, those without one together, or by the broker that it is heard through; its newest list holds. Nothing of it
/// is in the log, for the model only chooses the profile; after a restart a bridge's devices are those of
/// <see cref="Recall"/> until it lists them itself.
/// </summary>
public sealed class ZigbeeBridges(IngestionOptions options)
{
    private static readonly Dictionary<byte[], byte[]> s_none = new(Utf8Comparer.Ordinal);

    private readonly ConcurrentDictionary<byte[], Entry> _bridges = new(Utf8Comparer.Ordinal);
    private readonly Lock _changing = new();

    private Dictionary<byte[], byte[]> _recalled = s_none;
    private long _heard;

    /// <summary>Bridges that are remembered.</summary>
    public int Count => _bridges.Count;

    /// <summary>Takes a bridge's list in place of the one before, which holds on if this one is refused.</summary>
    /// <param name="client">The client that brings it: only by this the bridge's will is known, which has no user name.</param>
    internal RejectReason Take(ReadOnlySpan<byte> bridge, string client, ReadOnlySpan<byte> body)
    {
        var refused = BridgeDevices.Read(body, options.Gateways.ZigbeeDevices, out var models);
        if (refused is RejectReason.None) Put(bridge, client, models);
        return refused;
    }

    /// <summary>A bridge is there, as this client.</summary>
    internal void Hear(ReadOnlySpan<byte> bridge, string client) => Put(bridge, client, models: null);

    /// <summary>The list that a broker or an earlier process kept, for bridges that have sent none.</summary>
    internal RejectReason Recall(ReadOnlySpan<byte> body)
    {
        var refused = BridgeDevices.Read(body, options.Gateways.ZigbeeDevices, out var models);
        if (refused is RejectReason.None) Volatile.Write(ref _recalled, models);
        return refused;
    }

    /// <summary>The model of a bridge's device, UTF-8; empty where the bridge told none.</summary>
    internal ReadOnlySpan<byte> ModelOf(ReadOnlySpan<byte> bridge, ReadOnlySpan<byte> friendlyName) =>
        DevicesOf(Find(bridge)).GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(friendlyName, out var model) ? model : default;

    /// <summary>The models of a bridge's devices by their friendly names; not to be changed.</summary>
    /// <param name="client">By which a bridge without a user name is looked for first: it may be the will of one that has one.</param>
    internal IReadOnlyDictionary<byte[], byte[]> DevicesOf(ReadOnlySpan<byte> bridge, string client)
    {
        var own = bridge.IsEmpty ? _bridges.Values.FirstOrDefault(entry => entry.Client == client) : null;
        return DevicesOf(own ?? Find(bridge));
    }

    private Dictionary<byte[], byte[]> DevicesOf(Entry? bridge) => bridge?.Models ?? Volatile.Read(ref _recalled);

    private Entry? Find(ReadOnlySpan<byte> bridge) =>
        _bridges.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bridge, out var entry) ? entry : null;

    private void Put(ReadOnlySpan<byte> bridge, string client, Dictionary<byte[], byte[]>? models)
    {
        lock (_changing)
        {
            var known = Find(bridge);
            if (known is null && _bridges.Count >= options.Gateways.ZigbeeBridges) ForgetOldest();
            _bridges[bridge.ToArray()] = new Entry(client, ++_heard, models ?? known?.Models);
        }
    }

    private void ForgetOldest() => _bridges.TryRemove(_bridges.MinBy(bridge => bridge.Value.Heard).Key, out _);

    /// <param name="Models">Null until it lists its devices.</param>
    private sealed record Entry(string Client, long Heard, Dictionary<byte[], byte[]>? Models);
}
