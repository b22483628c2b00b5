using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Operations.Sites;
using SmartSectors.Registry;

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
    [property: Description("registered, or seen: telemetry named it while onboarding was open.")] string Source)
{
    public static DeviceBody Of(Device device) => new(device.Id, device.Site, device.Profile, device.Source.Name());
}

/// <summary>A device to be registered.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewDeviceBody(
    [property: Description("1 to 64 of A-Z, a-z, 0-9 and - _ . : and unique in the platform.")] string? Id,
    [property: Description("The id of a registered site.")] string? Site,
    [property: Description("What the device's fields mean: a profile of the site's sector (docs/payloads/profiles.md). Left out, or of another name, the profile goes by the format.")]
    string? Profile)
{
    public static (DeviceRegistration? Registration, string? Wrong) Read(NewDeviceBody body)
    {
        if (string.IsNullOrEmpty(body.Id)) return (null, "id: it is required.");
        return string.IsNullOrEmpty(body.Site)
            ? (null, "site: it is required.")
            : (new(body.Id, body.Site, body.Profile), null);
    }
}
