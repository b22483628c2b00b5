using System.Text.Json.Serialization;

namespace SmartSectors.Fleet.Registration;

/// <summary>A site in the body of <c>POST /api/v1/sites</c>.</summary>
internal sealed record SiteBody(string Id, string Name, string Sector, string Commune, string Owner);

/// <summary>A device in the body of <c>POST /api/v1/devices</c>.</summary>
internal sealed record DeviceBody(string Id, string Site, string Profile);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SiteBody[]))]
[JsonSerializable(typeof(DeviceBody[]))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
