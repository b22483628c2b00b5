using System.Security.Cryptography;
using System.Text;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Rules;

/// <summary>Where an operator's schemes and profiles are, a YAML file each; null for none beside the platform's own.</summary>
internal sealed record RuleDirectories(string? Schemes, string? Profiles)
{
    /// <summary>Reads and checks all files.</summary>
    /// <param name="held">The schemes that hold, which the files' must follow; null where none do yet.</param>
    public RuleFiles Read(SchemeCatalog? held)
    {
        try
        {
            var schemes = SchemeCatalog.Load().With(FilesOf(Schemes), held);
            var files = ProfileFiles().ToList();
            var profiles = ProfileCatalog.ParseValid(files, schemes, out var errors);
            return errors.Count > 0
                ? new RuleFiles(null, "", [], errors)
                : new RuleFiles(new Rulebook(schemes, profiles), HashOf(files), [], []);
        }
        catch (SchemeException wrong)
        {
            return new RuleFiles(null, "", wrong.Errors, []); // Profiles can be judged by schemes that are right.
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return new RuleFiles(null, "", [wrong.Message], []);
        }
    }

    /// <summary>The profiles of those files that are right by some schemes, for what holds when the files as a whole are wrong.</summary>
    public ProfileCatalog ProfilesFor(SchemeCatalog schemes)
    {
        try
        {
            return ProfileCatalog.ParseValid(ProfileFiles(), schemes, out _);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return ProfileCatalog.ParseValid(ProfileCatalog.EmbeddedFiles(), schemes, out _);
        }
    }

    /// <summary>Names, lengths and times of all files: where it is equal, nothing was changed.</summary>
    public string Fingerprint() => string.Join('\n', new[] { Schemes, Profiles }.OfType<string>()
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*.yaml"))
        .Select(file => FormattableString.Invariant($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"))
        .Order(StringComparer.Ordinal));

    private IEnumerable<(string Name, string Yaml)> ProfileFiles() => [.. ProfileCatalog.EmbeddedFiles(), .. FilesOf(Profiles)];

    private static IEnumerable<(string Name, string Yaml)> FilesOf(string? folder) => folder is null ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file))),
    ];

    private static string HashOf(IEnumerable<(string Name, string Yaml)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, yaml) in files) hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What the files of both directories say.</summary>
/// <param name="Rulebook">Null where there is any error.</param>
/// <param name="ProfilesSha256">Of all profiles' files, the platform's own included.</param>
internal sealed record RuleFiles(
    Rulebook? Rulebook, string ProfilesSha256, IReadOnlyList<string> SchemeErrors, IReadOnlyList<string> ProfileErrors)
{
    public IReadOnlyList<string> Errors => [.. SchemeErrors, .. ProfileErrors];
}
