using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>The words of profile files.</summary>
internal static class ProfileNames
{
    public static readonly Dictionary<string, ForeignFormat> Formats = new()
    {
        ["thingsboard_device"] = ForeignFormat.ThingsBoardDevice,
        ["thingsboard_gateway"] = ForeignFormat.ThingsBoardGateway,
        ["sparkplug"] = ForeignFormat.Sparkplug,
        ["senml"] = ForeignFormat.Senml,
        ["chirpstack"] = ForeignFormat.ChirpStack,
        ["the_things_stack"] = ForeignFormat.TheThingsStack,
        ["owntracks"] = ForeignFormat.OwnTracks,
        ["hsl"] = ForeignFormat.Hsl,
        ["zigbee2mqtt"] = ForeignFormat.Zigbee2Mqtt,
        ["influx"] = ForeignFormat.InfluxLine,
    };

    public static readonly Dictionary<string, SourceIdentity> Identities = new()
    {
        ["message"] = SourceIdentity.Message,
        ["client"] = SourceIdentity.Client,
    };

    public static readonly Dictionary<string, TimeOrigin> TimeOrigins = new()
    {
        ["message"] = TimeOrigin.Message,
        ["gateway"] = TimeOrigin.Gateway,
        ["receipt"] = TimeOrigin.Receipt,
    };

    public static readonly Dictionary<string, TimePrecision> Precisions = new()
    {
        ["format"] = TimePrecision.AsFormat,
        ["s"] = TimePrecision.Seconds,
        ["ms"] = TimePrecision.Milliseconds,
        ["us"] = TimePrecision.Microseconds,
        ["ns"] = TimePrecision.Nanoseconds,
        ["auto"] = TimePrecision.Auto,
    };

    public static readonly Dictionary<string, Attribution> Attributions = new()
    {
        ["site"] = Attribution.Site,
        ["position"] = Attribution.Position,
    };

    public static readonly Dictionary<string, bool> Booleans = new() { ["true"] = true, ["false"] = false };
}
