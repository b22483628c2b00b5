using System.ComponentModel;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Schemes;

/// <summary>Which schemes and profiles hold, and what became of the last attempt to load other files.</summary>
internal sealed record RuleStatusBody(
    IReadOnlyList<HeldSchemeBody> Schemes,
    [property: Description("How many there are.")] int Profiles,
    [property: Description("Of all profiles' files together.")] string ProfilesSha256,
    [property: Description("When this process put in force what holds.")] DateTimeOffset LoadedAt,
    [property: Description("When files were last looked into.")] DateTimeOffset TriedAt,
    [property: Description("Every error of the last attempt, with file and line; what held before stays in force then.")] IReadOnlyList<string> Errors)
{
    public static RuleStatusBody Of(RuleStatus status) => new(
        [.. status.Schemes.Select(HeldSchemeBody.Of)], status.Profiles, status.ProfilesSha256, status.LoadedAt, status.TriedAt, status.Errors);
}

/// <summary>The scheme of a sector that holds.</summary>
internal sealed record HeldSchemeBody(
    string Sector, int Version,
    [property: Description("Of its text, which the data directory keeps under schemes/ for ever.")] string Sha256)
{
    public static HeldSchemeBody Of(SchemeInForce scheme) => new(scheme.Sector.Name(), scheme.Version, scheme.Sha256);
}
