using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Rules;

/// <summary>A scheme that holds.</summary>
/// <param name="Sha256">Of its text, hexadecimal.</param>
public sealed record SchemeInForce(Sector Sector, int Version, string Sha256);

/// <summary>What holds, and what became of the last attempt to load other files.</summary>
/// <param name="ProfilesSha256">Of all profiles' files together, hexadecimal.</param>
/// <param name="LoadedAt">When what holds was put in force, by this process.</param>
/// <param name="TriedAt">The last attempt.</param>
/// <param name="Errors">Of the last attempt; empty where what the files say holds.</param>
public sealed record RuleStatus(
    IReadOnlyList<SchemeInForce> Schemes, int Profiles, string ProfilesSha256, DateTimeOffset LoadedAt, DateTimeOffset TriedAt,
    IReadOnlyList<string> Errors);

/// <summary>Schemes and profiles from their directories, while the platform runs.</summary>
public interface IRuleReload
{
    RuleStatus Status { get; }

    /// <summary>Reads the files again. What is valid holds as a whole when this returns; else nothing changed and the errors say why.</summary>
    /// <param name="actor">Who asks, for the audit entry.</param>
    Task<RuleStatus> ReloadAsync(string actor, CancellationToken cancellationToken);
}
