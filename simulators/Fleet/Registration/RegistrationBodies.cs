using System.Text.Json.Serialization;

namespace SmartSectors.Fleet.Registration;

/// <summary>A site in the body of <c>POST /api/v1/sites</c>.</summary>
internal sealed record SiteBody(string Id, string Name, string Sector, string Commune, string Owner, string Ownership);

/// <summary>A device in the body of <c>POST /api/v1/devices</c>.</summary>
internal sealed record DeviceBody(string Id, string Site, string? Profile, ParametersBody? Parameters);

/// <summary>A device's own limits.</summary>
internal sealed record ParametersBody(double Limit);

/// <summary>The answer to an array: a result for each entry.</summary>
internal sealed record RegistrationAnswer(IReadOnlyList<RegistrationResult> Results);

/// <summary>What became of one entry.</summary>
/// <param name="Result"><c>added</c>, <c>upgraded</c>, <c>changed</c>, <c>unchanged</c>, or why it was refused.</param>
internal sealed record RegistrationResult(string? Id, string Result, string? Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SiteBody[]))]
[JsonSerializable(typeof(DeviceBody[]))]
[JsonSerializable(typeof(RegistrationAnswer))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
