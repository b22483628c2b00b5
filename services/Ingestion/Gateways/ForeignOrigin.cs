using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Profiles;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>What is known of whose readings a message brings, before its body is read.</summary>
internal readonly ref struct ForeignOrigin
{
    /// <param name="user">The connection's user name; empty where it has none.</param>
    /// <param name="speaksForItself">All that the client brings is its own.</param>
    /// <param name="siteRoom">Of an id's length, as long-lived as this.</param>
    /// <param name="nameRoom">The same, for the device's.</param>
    public ForeignOrigin(in ForeignTopic topic, ReadOnlySpan<byte> user, bool speaksForItself, Span<byte> siteRoom, Span<byte> nameRoom)
    {
        Format = topic.Format;
        Site = ForeignSite.Of(topic, user, siteRoom);
        IsFixed = speaksForItself || topic.Format is ForeignFormat.Sparkplug;
        Name = speaksForItself ? ForeignId.Of(user, nameRoom)
            : topic.Format is ForeignFormat.Sparkplug ? SparkplugName(topic, topic.Device, nameRoom)
            : ForeignId.Of(topic.Device.IsEmpty ? user : topic.Device, nameRoom);
    }

    private ForeignOrigin(uint device, Profile profile)
    {
        Device = device;
        Profile = profile;
        IsFixed = true;
    }

    public ForeignFormat Format { get; }

    /// <summary>The id of the site where devices are introduced.</summary>
    public ReadOnlySpan<byte> Site { get; }

    /// <summary>The id of the device by topic or client; empty where neither names one.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The device's model where the gateway told it before (Zigbee2MQTT's list); else empty.</summary>
    public ReadOnlySpan<byte> Model { get; init; }

    /// <summary>It is that device, whatever the body names.</summary>
    public bool IsFixed { get; }

    /// <summary>The device itself, where its own topic told it; else none.</summary>
    public uint Device { get; }

    /// <summary>That device's profile.</summary>
    public Profile? Profile { get; }

    /// <summary>A message on a device's own topic, to be read by its profile.</summary>
    public static ForeignOrigin OfDevice(uint device, Profile profile) => new(device, profile);

    /// <summary>
    /// The id of a device of the topic's edge node, or of the node itself for an empty name: a device's name is unique
    /// within its node, and that one's within its group (Sparkplug 3.0 §4.1).
    /// </summary>
    public static ReadOnlySpan<byte> SparkplugName(in ForeignTopic topic, scoped ReadOnlySpan<byte> device, Span<byte> room)
    {
        var length = topic.Scope.Length + 1 + topic.Node.Length + (device.IsEmpty ? 0 : 1 + device.Length);
        var name = length <= 256 ? stackalloc byte[length] : new byte[length];
        topic.Scope.CopyTo(name);
        name[topic.Scope.Length] = (byte)'/';
        topic.Node.CopyTo(name[(topic.Scope.Length + 1)..]);
        if (!device.IsEmpty)
        {
            name[topic.Scope.Length + 1 + topic.Node.Length] = (byte)'/';
            device.CopyTo(name[^device.Length..]);
        }
        return ForeignId.Into(room, name);
    }
}
