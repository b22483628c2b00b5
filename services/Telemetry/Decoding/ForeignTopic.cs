using SmartSectors.Telemetry.Decoding.Sparkplug;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>Tells by the topic alone which foreign format a message has, and takes its parts, over the topic's own bytes.</summary>
/// <remarks>
/// <code>
/// v1/devices/me/telemetry · v2/t · v2/t/j             ThingsBoard, device
/// v1/gateway/{telemetry|connect|disconnect|…}         ThingsBoard, gateway
/// spBv1.0/{group}/{message}/{node}[/{device}]         Sparkplug B
/// senml/{device…}                                     SenML, the platform's own choice: RFC 8428 has no topics
/// application/{id}/device/{devEui}/event/{event}      ChirpStack v4
/// v3/{app}@{tenant}/devices/{device}/{event…}         The Things Stack v3
/// owntracks/{user}/{device}                           OwnTracks; the device is {user}/{device}
/// /hfp/v2/journey/ongoing/vp/{mode}/{oper}/{veh}/…    HSL; the device is {oper}/{veh}
/// zigbee2mqtt/{friendly name…}[/availability]         Zigbee2MQTT
/// zigbee2mqtt/bridge/{devices|state|…}                Zigbee2MQTT, of the bridge itself
/// telegraf/… · influx/…                               Influx line protocol
/// </code>
/// </remarks>
public readonly ref struct ForeignTopic
{
    /// <summary>Which format the message has; never <see cref="ForeignFormat.None"/> once parsed.</summary>
    public ForeignFormat Format { get; private init; }

    public ForeignKind Kind { get; private init; }

    /// <summary>Sparkplug only.</summary>
    public SparkplugMessage Message { get; private init; }

    /// <summary>Sparkplug's group, ChirpStack's application, The Things Stack's <c>app@tenant</c>; else empty.</summary>
    public ReadOnlySpan<byte> Scope { get; private init; }

    /// <summary>Sparkplug's edge node; else empty.</summary>
    public ReadOnlySpan<byte> Node { get; private init; }

    /// <summary>The device by the topic; empty where the body or the connection tells.</summary>
    public ReadOnlySpan<byte> Device { get; private init; }

    /// <summary>False for a topic of no format that this platform knows.</summary>
    public static bool TryParse(ReadOnlySpan<byte> topic, out ForeignTopic parts)
    {
        parts = Parse(topic);
        return parts.Format is not ForeignFormat.None;
    }

    private static ForeignTopic Parse(ReadOnlySpan<byte> topic)
    {
        if (topic.IsEmpty) return default;
        return topic[0] switch
        {
            (byte)'v' => ParseVersioned(topic),
            (byte)'s' when TryStrip(topic, "spBv1.0/"u8, out var rest) => ParseSparkplug(rest),
            (byte)'s' when TryStrip(topic, "senml/"u8, out var rest) => new ForeignTopic
            {
                Format = ForeignFormat.Senml,
                Kind = IsLevels(rest) ? ForeignKind.Readings : ForeignKind.Bad,
                Device = rest,
            },
            (byte)'a' when TryStrip(topic, "application/"u8, out var rest) => ParseChirpStack(rest),
            (byte)'o' when TryStrip(topic, "owntracks/"u8, out var rest) => ParseOwnTracks(rest),
            (byte)'z' when TryStrip(topic, "zigbee2mqtt/"u8, out var rest) => ParseZigbee(rest),
            (byte)'t' when topic.StartsWith("telegraf/"u8) => new ForeignTopic { Format = ForeignFormat.InfluxLine },
            (byte)'i' when topic.StartsWith("influx/"u8) => new ForeignTopic { Format = ForeignFormat.InfluxLine },
            (byte)'/' when TryStrip(topic, "/hfp/v2/"u8, out var rest) => ParseHsl(rest),
            _ => default,
        };
    }

    private static ForeignTopic ParseVersioned(ReadOnlySpan<byte> topic)
    {
        if (TryStrip(topic, "v1/devices/me/"u8, out var rest))
        {
            return new ForeignTopic
            {
                Format = ForeignFormat.ThingsBoardDevice,
                Kind = rest.SequenceEqual("telemetry"u8) ? ForeignKind.Readings : ForeignKind.Other,
            };
        }
        if (topic.SequenceEqual("v2/t"u8) || topic.SequenceEqual("v2/t/j"u8))
            return new ForeignTopic { Format = ForeignFormat.ThingsBoardDevice };
        if (TryStrip(topic, "v1/gateway/"u8, out rest))
        {
            return new ForeignTopic
            {
                Format = ForeignFormat.ThingsBoardGateway,
                Kind = rest.SequenceEqual("telemetry"u8) ? ForeignKind.Readings
                    : rest.SequenceEqual("connect"u8) ? ForeignKind.Connect
                    : rest.SequenceEqual("disconnect"u8) ? ForeignKind.Disconnect
                    : ForeignKind.Other,
            };
        }
        return TryStrip(topic, "v3/"u8, out rest) ? ParseTheThingsStack(rest) : default;
    }

    private static ForeignTopic ParseSparkplug(ReadOnlySpan<byte> rest)
    {
        var bad = new ForeignTopic { Format = ForeignFormat.Sparkplug, Kind = ForeignKind.Bad };
        if (!IsLevels(rest)) return bad;
        var group = TakeLevel(ref rest);
        if (group.SequenceEqual("STATE"u8)) return new ForeignTopic { Format = ForeignFormat.Sparkplug, Kind = ForeignKind.Other };
        if (!SparkplugMessages.TryParse(TakeLevel(ref rest), out var message)) return bad;
        var node = TakeLevel(ref rest);
        var device = TakeLevel(ref rest);

        // Sparkplug 3.0 §4.1: node messages have no device level, device messages have one, and nothing follows.
        if (group.IsEmpty || node.IsEmpty || !rest.IsEmpty || device.IsEmpty == message.IsOfDevice()) return bad;
        return new ForeignTopic
        {
            Format = ForeignFormat.Sparkplug,
            Kind = message.IsCommand() ? ForeignKind.Other : ForeignKind.Readings,
            Message = message,
            Scope = group,
            Node = node,
            Device = device,
        };
    }

    private static ForeignTopic ParseChirpStack(ReadOnlySpan<byte> rest)
    {
        var application = TakeLevel(ref rest);
        if (!TryStrip(rest, "device/"u8, out rest)) return default; // `application/` alone is too common a word
        var device = TakeLevel(ref rest);
        return new ForeignTopic
        {
            Format = ForeignFormat.ChirpStack,
            Kind = application.IsEmpty || device.IsEmpty || rest.IsEmpty ? ForeignKind.Bad
                : rest.SequenceEqual("event/up"u8) || rest.SequenceEqual("event/location"u8) ? ForeignKind.Readings
                : ForeignKind.Other,
            Scope = application,
            Device = device,
        };
    }

    private static ForeignTopic ParseTheThingsStack(ReadOnlySpan<byte> rest)
    {
        var application = TakeLevel(ref rest);
        if (!TryStrip(rest, "devices/"u8, out rest)) return default;
        var device = TakeLevel(ref rest);
        return new ForeignTopic
        {
            Format = ForeignFormat.TheThingsStack,
            Kind = application.IsEmpty || device.IsEmpty || rest.IsEmpty ? ForeignKind.Bad
                : rest.SequenceEqual("up"u8) ? ForeignKind.Readings
                : ForeignKind.Other,
            Scope = application,
            Device = device,
        };
    }

    private static ForeignTopic ParseOwnTracks(ReadOnlySpan<byte> device)
    {
        var rest = device;
        var isGood = IsLevels(device);
        var user = TakeLevel(ref rest);
        var own = TakeLevel(ref rest);
        return new ForeignTopic
        {
            Format = ForeignFormat.OwnTracks,
            Kind = !isGood || own.IsEmpty ? ForeignKind.Bad : rest.IsEmpty ? ForeignKind.Readings : ForeignKind.Other,
            Device = device[..Math.Min(user.Length + 1 + own.Length, device.Length)],
        };
    }

    private static ForeignTopic ParseHsl(ReadOnlySpan<byte> rest)
    {
        if (!TryStrip(rest, "journey/ongoing/vp/"u8, out rest)) return new ForeignTopic { Format = ForeignFormat.Hsl, Kind = ForeignKind.Other };
        TakeLevel(ref rest); // the mode of transport
        var device = rest;
        var oper = TakeLevel(ref rest);
        var vehicle = TakeLevel(ref rest);
        return new ForeignTopic
        {
            Format = ForeignFormat.Hsl,
            Kind = oper.IsEmpty || vehicle.IsEmpty ? ForeignKind.Bad : ForeignKind.Readings,
            Device = device[..Math.Min(oper.Length + 1 + vehicle.Length, device.Length)],
        };
    }

    private static ForeignTopic ParseZigbee(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("bridge/devices"u8)) return new ForeignTopic { Format = ForeignFormat.Zigbee2Mqtt, Kind = ForeignKind.DeviceList };
        if (name.SequenceEqual("bridge/state"u8)) return new ForeignTopic { Format = ForeignFormat.Zigbee2Mqtt, Kind = ForeignKind.BridgeState };
        var isOther = name.StartsWith("bridge/"u8)
            || name.EndsWith("/set"u8) || name.IndexOf("/set/"u8) >= 0
            || name.EndsWith("/get"u8) || name.IndexOf("/get/"u8) >= 0;
        var isAvailability = !isOther && name.EndsWith("/availability"u8);
        return new ForeignTopic
        {
            Format = ForeignFormat.Zigbee2Mqtt,
            Kind = !IsLevels(name) ? ForeignKind.Bad
                : isOther ? ForeignKind.Other
                : isAvailability ? ForeignKind.Availability
                : ForeignKind.Readings,
            Device = isAvailability ? name[..^"/availability"u8.Length] : name,
        };
    }

    private static bool IsLevels(ReadOnlySpan<byte> name) => !name.IsEmpty && name[0] != '/' && name[^1] != '/';

    private static bool TryStrip(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> rest)
    {
        var has = topic.StartsWith(prefix);
        rest = has ? topic[prefix.Length..] : default;
        return has;
    }

    private static ReadOnlySpan<byte> TakeLevel(scoped ref ReadOnlySpan<byte> rest)
    {
        var slash = rest.IndexOf((byte)'/');
        var level = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? default : rest[(slash + 1)..];
        return level;
    }
}
