using System.Text.Json;
using System.Text.Json.Serialization;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Registry;

/// <summary>What a change did. The numbers are durable.</summary>
public enum RegistryChangeKind : byte { SiteAdded = 1, SiteChanged = 2, DeviceAdded = 3, DeviceChanged = 4 }

/// <summary>One entry of the outbox: the whole state of one site or one device after the change.</summary>
/// <param name="Sequence">1, 2, 3, … in commit order, without gaps.</param>
/// <param name="Site">Set for the kinds of sites.</param>
/// <param name="Device">Set for the kinds of devices. Its site was added by an earlier change.</param>
public sealed record RegistryChange(long Sequence, DateTimeOffset At, RegistryChangeKind Kind, Site? Site, Device? Device);

/// <summary>The durable form of a change's state.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Site))]
[JsonSerializable(typeof(Device))]
[JsonSerializable(typeof(ParameterSet))]
internal sealed partial class ChangeJson : JsonSerializerContext
{
    public static RegistryChange Read(long sequence, long atMs, RegistryChangeKind kind, string state)
    {
        var isSite = kind is RegistryChangeKind.SiteAdded or RegistryChangeKind.SiteChanged;
        return new RegistryChange(
            sequence, System.DateTimeOffset.FromUnixTimeMilliseconds(atMs), kind,
            isSite ? JsonSerializer.Deserialize(state, Default.Site) : null,
            isSite ? null : JsonSerializer.Deserialize(state, Default.Device));
    }
}
