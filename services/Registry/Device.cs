using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry;

/// <summary>A device; its sector is its site's.</summary>
/// <param name="Terms">Its newest terms; null while nobody said any: it counts as one and has no limits of its own.</param>
public sealed record Device(string Id, string Site, string? Profile, RegistrySource Source, RegisteredTerms? Terms = null);

/// <summary>What a device counts among others, and its own limits.</summary>
/// <param name="From">Readings measured from here on have them; null for all its readings.</param>
public sealed record RegisteredTerms(long Weight, ParameterSet Parameters, DateTimeOffset? From);

/// <summary>What somebody registers as a device.</summary>
/// <param name="Weight">Null to leave it as it is: 1, where nobody said another.</param>
/// <param name="Parameters">All of them; null to leave them as they are.</param>
/// <param name="From">From when the two hold; null for always with a new device, else for now.</param>
public sealed record DeviceRegistration(
    string Id, string Site, string? Profile = null, long? Weight = null, ParameterSet? Parameters = null, DateTimeOffset? From = null);

/// <summary>A device that telemetry named for the first time, under open onboarding.</summary>
public readonly record struct Sighting(string Device, string Site, Sector Sector);
