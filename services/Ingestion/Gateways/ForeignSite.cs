using SmartSectors.Telemetry.Decoding;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>
/// Where a foreign device is introduced that nobody registered: at a site that is named after the format and the group
/// that its messages come in.
/// </summary>
internal static class ForeignSite
{
    /// <summary>The site's id, over <paramref name="room"/> or a constant.</summary>
    /// <param name="client">The user name of the connection; empty where it has none.</param>
    /// <param name="room">Of <see cref="Telemetry.Readings.IdentifierRule.MaxLength"/> bytes.</param>
    public static ReadOnlySpan<byte> Of(in ForeignTopic topic, ReadOnlySpan<byte> client, Span<byte> room) => topic.Format switch
    {
        ForeignFormat.ThingsBoardDevice => "thingsboard"u8,
        ForeignFormat.ThingsBoardGateway => Join("thingsboard:"u8, client, default, room),
        ForeignFormat.Sparkplug => Join("sparkplug:"u8, topic.Scope, topic.Node, room),
        ForeignFormat.Senml => "senml"u8,
        ForeignFormat.ChirpStack => Join("chirpstack:"u8, topic.Scope, default, room),
        ForeignFormat.TheThingsStack => Join("ttn:"u8, topic.Scope, default, room),
        ForeignFormat.OwnTracks => Join("owntracks:"u8, FirstLevel(topic.Device), default, room),
        ForeignFormat.Hsl => Join("hsl:"u8, FirstLevel(topic.Device), default, room),
        ForeignFormat.Zigbee2Mqtt => "zigbee2mqtt"u8,
        ForeignFormat.InfluxLine => "influx"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic.Format, "BUG: a format without sites"),
    };

    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> format, ReadOnlySpan<byte> group, ReadOnlySpan<byte> part, Span<byte> room)
    {
        var length = format.Length + group.Length + (part.IsEmpty ? 0 : 1 + part.Length);
        var name = length <= 256 ? stackalloc byte[length] : new byte[length];
        format.CopyTo(name);
        group.CopyTo(name[format.Length..]);
        if (!part.IsEmpty)
        {
            name[format.Length + group.Length] = (byte)'/';
            part.CopyTo(name[(format.Length + group.Length + 1)..]);
        }

        return ForeignId.Into(room, name);
    }

    private static ReadOnlySpan<byte> FirstLevel(ReadOnlySpan<byte> device)
    {
        var slash = device.IndexOf((byte)'/');
        return slash < 0 ? device : device[..slash];
    }
}
