using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Operations.Sites;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Operations.Devices;

/// <summary>A page of devices in the order of their ids.</summary>
internal sealed record DevicesBody(
    IReadOnlyList<DeviceBody> Devices,
    [property: Description("The cursor of the next page; null at the end.")] string? Next);

/// <summary>A device as the registry knows it.</summary>
internal sealed record DeviceBody(
    string Id,
    string Site,
    string? Profile,
    [property: Description("registered, or seen: telemetry named it while onboarding was open.")] string Source,
    [property: Description("What it counts among the devices of an area, in weighted means; 1 where nobody said another.")] long Weight,
    [property: Description("Its own limits by name; left out where it has none."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ParameterSet? Parameters,
    [property: Description("From when weight and parameters hold; left out where they always did."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? From)
{
    public static DeviceBody Of(Device device) => new(
        device.Id, device.Site, device.Profile, device.Source.Name(),
        device.Terms?.Weight ?? 1, device.Terms?.Parameters is { Count: > 0 } parameters ? parameters : null, device.Terms?.From);
}

/// <summary>A device to be registered.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewDeviceBody(
    [property: Description("1 to 64 of A-Z, a-z, 0-9 and - _ . : and unique in the platform.")] string? Id,
    [property: Description("The id of a registered site.")] string? Site,
    [property: Description("What the device's fields mean: a profile of the site's sector (docs/payloads/profiles.md). Left out, the profile goes by the format; a name that no profile has is refused with the nearest ones.")]
    string? Profile,
    [property: Description("What it counts among the devices of an area, in weighted means (beds, customers, capacity; one unit for all devices of an indicator): a whole number from 1 to 1,000,000. Left out, it stays as it is: 1 at first.")]
    long? Weight,
    [property: Description("Its own limits, by the names that limits of the scheme have, such as {\"limit\": 50} for a vehicle's speed; all of them. Left out, they stay as they are.")]
    ParameterSet? Parameters,
    [property: Description("From when weight and parameters hold, RFC 3339; not before the present ones do. Readings that are stored keep what they were booked by. Left out: always for a new device, else from now on.")]
    DateTimeOffset? From)
{
    public static (DeviceRegistration? Registration, string? Wrong) Read(NewDeviceBody body)
    {
        if (string.IsNullOrEmpty(body.Id)) return (null, "id: it is required.");
        return string.IsNullOrEmpty(body.Site)
            ? (null, "site: it is required.")
            : (new(body.Id, body.Site, body.Profile, body.Weight, body.Parameters, body.From), null);
    }
}
