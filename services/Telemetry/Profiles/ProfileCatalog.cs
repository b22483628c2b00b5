using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>All profiles, and which of them a device has. Immutable, so readers share one without locks.</summary>
public sealed class ProfileCatalog
{
    private static readonly Lazy<ProfileCatalog> s_embedded = new(() => Parse(EmbeddedFiles(), SchemeCatalog.Load()));

    private readonly Dictionary<string, Profile> _byName;
    private readonly Dictionary<(ForeignFormat, Sector), Profile> _defaults;
    private readonly Dictionary<byte[], Profile> _byModel;
    private readonly Dictionary<Sector, Profile> _plain;

    private ProfileCatalog(ImmutableArray<Profile> profiles, SchemeCatalog schemes)
    {
        Profiles = profiles;
        _byName = profiles.ToDictionary(profile => profile.Name, StringComparer.OrdinalIgnoreCase);
        _defaults = profiles
            .SelectMany(profile => profile.DefaultFor.Select(format => (Key: (format, profile.Scheme.Sector), profile)))
            .ToDictionary(entry => entry.Key, entry => entry.profile);
        _byModel = profiles
            .SelectMany(profile => profile.Models.Select(model => (Key: Encoding.UTF8.GetBytes(model), profile)))
            .ToDictionary(entry => entry.Key, entry => entry.profile, Utf8Comparer.IgnoreAsciiCase);
        _plain = schemes.Schemes.ToDictionary(scheme => scheme.Sector, Plain);
    }

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<Profile> Profiles { get; }

    /// <summary>The profiles that this build carries; one shared instance.</summary>
    public static ProfileCatalog Load() => s_embedded.Value;

    /// <summary>The profiles that this build carries, as files, to be parsed with further ones.</summary>
    public static IEnumerable<(string Name, string Yaml)> EmbeddedFiles() =>
        EmbeddedText.Names("Profiles").Select(name => (Path.GetFileName(name), EmbeddedText.Read(name)));

    /// <summary>Reads and checks profiles. Throws <see cref="ProfileException"/> with every error of every file.</summary>
    /// <param name="files">File name, for the errors, and YAML text; one profile a file.</param>
    public static ProfileCatalog Parse(IEnumerable<(string Name, string Yaml)> files, SchemeCatalog schemes)
    {
        var catalog = ParseValid(files, schemes, out var errors);
        return errors.Count > 0 ? throw new ProfileException(errors) : catalog;
    }

    /// <summary>The profiles of those files that are right, and every error of the others.</summary>
    public static ProfileCatalog ParseValid(
        IEnumerable<(string Name, string Yaml)> files, SchemeCatalog schemes, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        var profiles = new List<Profile>();
        foreach (var (name, yaml) in files)
        {
            if (ProfileFile.Read(name, yaml, schemes, found) is not { } profile) continue;
            var clashes = profiles.SelectMany(other => Clashes(name, profile, other)).ToList();
            found.AddRange(clashes);
            if (clashes.Count == 0) profiles.Add(profile);
        }

        errors = found;
        return new ProfileCatalog([.. profiles.OrderBy(profile => profile.Name, StringComparer.Ordinal)], schemes);
    }

    /// <summary>Finds a profile by its name in any case, as a registration has it.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out Profile profile) => _byName.TryGetValue(name, out profile);

    /// <summary>
    /// The profile of a device whose registration names none: that of its model where the source tells it, else that of the
    /// format in the device's sector, else the sector's plain one (fields are named by indicator code).
    /// </summary>
    /// <param name="model">The model as the source has it, UTF-8; may be empty.</param>
    public Profile Choose(ForeignFormat format, Sector sector, ReadOnlySpan<byte> model)
    {
        if (_byModel.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(model, out var ofModel) && ofModel.Scheme.Sector == sector) return ofModel;
        return _defaults.TryGetValue((format, sector), out var ofFormat) ? ofFormat : _plain[sector];
    }

    /// <summary>
    /// The profile of a device whose sector nobody told either: that of its model, else that of the format if it is one
    /// sector's alone. False where the message does not tell.
    /// </summary>
    /// <param name="model">The model as the source has it, UTF-8; may be empty.</param>
    public bool TryChoose(ForeignFormat format, ReadOnlySpan<byte> model, [MaybeNullWhen(false)] out Profile profile)
    {
        if (_byModel.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(model, out profile)) return true;
        foreach (var ((other, _), candidate) in _defaults)
        {
            if (other != format) continue;
            if (profile is not null)
            {
                profile = null;
                return false;
            }
            profile = candidate;
        }
        return profile is not null;
    }

    private static Profile Plain(Scheme scheme)
    {
        var fields = new Dictionary<byte[], ProfileField>(Utf8Comparer.IgnoreAsciiCase);
        ProfileFields.AddCodes(fields, scheme);
        return new Profile(scheme, fields, []) { Name = scheme.Sector.Name(), Version = scheme.Version, IsPlain = true };
    }

    private static IEnumerable<string> Clashes(string file, Profile profile, Profile other)
    {
        if (string.Equals(profile.Name, other.Name, StringComparison.OrdinalIgnoreCase))
            yield return $"{file}: profile: another file has the profile {other.Name} already";
        foreach (var format in profile.DefaultFor.Intersect(other.DefaultFor).Where(_ => profile.Scheme == other.Scheme))
            yield return $"{file}: default_for: {other.Name} is the default for {format} in {profile.Scheme.Sector.Name()} already";
        foreach (var model in profile.Models.Intersect(other.Models, StringComparer.OrdinalIgnoreCase))
            yield return $"{file}: models: {other.Name} has the model {model} already";
    }
}
