using SmartSectors.Host.Rules;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Host.Configuration;

/// <summary>The directories with schemes and profiles beside those that the platform carries.</summary>
internal static class RuleSettings
{
    public const string Schemes = "Schemes";
    public const string Profiles = "Profiles";

    /// <summary>What the files say; the platform's own where they are wrong.</summary>
    /// <param name="wrong">Told the setting and each error.</param>
    public static Rulebook Read(RuleDirectories directories, Action<string, string> wrong)
    {
        var files = directories.Read(held: null);
        foreach (var error in files.SchemeErrors) wrong(Schemes, error.TrimEnd('.'));
        foreach (var error in files.ProfileErrors) wrong(Profiles, error.TrimEnd('.'));
        return files.Rulebook ?? Rulebook.Carried;
    }
}
