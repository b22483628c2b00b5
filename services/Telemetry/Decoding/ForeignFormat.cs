namespace SmartSectors.Telemetry.Decoding;

/// <summary>Payload formats of gateways and devices that are not the platform's own.</summary>
public enum ForeignFormat : byte
{
    None,
    ThingsBoardDevice,
    ThingsBoardGateway,
    Sparkplug,
    Senml,
    ChirpStack,
    TheThingsStack,
    OwnTracks,
    Hsl,
    Zigbee2Mqtt,
    InfluxLine,
}

/// <summary>What a topic of a foreign format is for.</summary>
public enum ForeignKind : byte
{
    /// <summary>The body is to be decoded.</summary>
    Readings,

    /// <summary>A ThingsBoard gateway names a device behind it.</summary>
    Connect,

    /// <summary>A ThingsBoard gateway takes leave of a device behind it.</summary>
    Disconnect,

    /// <summary>A Zigbee2MQTT bridge lists the devices behind it.</summary>
    DeviceList,

    /// <summary>A Zigbee2MQTT bridge says whether it is there.</summary>
    BridgeState,

    /// <summary>A Zigbee2MQTT bridge says whether a device behind it is there.</summary>
    Availability,

    /// <summary>Of the format, but without readings (commands, joins, settings): for subscribers only.</summary>
    Other,

    /// <summary>In the format's name space, but of no form that it allows.</summary>
    Bad,
}
