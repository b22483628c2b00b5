using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Directory;

/// <summary>The profiles by small numbers, 0 for none, so that a device's is remembered in a few bits.</summary>
internal sealed class DeviceProfiles(ProfileCatalog catalog)
{
    /// <summary>The number of a registered device's profile. A name that no profile has is as if none were given.</summary>
    public int NumberOf(string? name, Sector sector) =>
        name is not null && catalog.TryGet(name, out var profile) && profile.Scheme.Sector == sector ? catalog.Profiles.IndexOf(profile) + 1 : 0;

    /// <summary>The same, but 0 also where a native body needs no profile to be read.</summary>
    public int NumberForNative(int number) => number > 0 && catalog.Profiles[number - 1].IsPlain ? 0 : number;

    /// <summary>The profile of a number above 0.</summary>
    public Profile this[int number] => catalog.Profiles[number - 1];

    /// <summary>By what a foreign message of a device is read.</summary>
    public Profile Of(DeviceValue device, ForeignFormat format, ReadOnlySpan<byte> model) =>
        device.Profile > 0 ? this[device.Profile] : catalog.Choose(format, device.Sector, model);

    /// <summary>The sector of a device of which nothing but its messages is known.</summary>
    public Sector SectorOf(ForeignFormat format, ReadOnlySpan<byte> model, Sector otherwise) =>
        catalog.TryChoose(format, model, out var profile) ? profile.Scheme.Sector : otherwise;
}
