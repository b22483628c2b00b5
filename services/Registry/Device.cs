using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry;

/// <summary>A device; its sector is its site's.</summary>
public sealed record Device(string Id, string Site, string? Profile, RegistrySource Source);

/// <summary>What somebody registers as a device.</summary>
public sealed record DeviceRegistration(string Id, string Site, string? Profile = null);

/// <summary>A device that telemetry named for the first time, under open onboarding.</summary>
public readonly record struct Sighting(string Device, string Site, Sector Sector);
