using System.Collections.Immutable;
using System.Globalization;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Reads one profile from YAML and holds its rules; docs/payloads/profiles.md describes the file.</summary>
internal static class ProfileFile
{
    private const int MaxLatenessSeconds = 30 * 86_400; // the platform's acceptance horizon

    private static readonly Dictionary<string, Sector> s_sectors = Enum.GetValues<Sector>().ToDictionary(sector => sector.Name());

    /// <summary>The profile, or null with at least one error added.</summary>
    public static Profile? Read(string file, string yaml, SchemeCatalog schemes, List<string> errors)
    {
        var before = errors.Count;
        if (SchemeFile.TryReadRoot(file, yaml, errors) is not { } root) return null;

        var section = new YamlSection(file, "", root, errors);
        var name = section.Text("profile");
        var version = section.Integer("version", 1, int.MaxValue);
        var sector = section.Choice("sector", s_sectors);
        if (!schemes.TryGet(sector, out var scheme))
        {
            if (sector != default) section.Fail("sector", $"there is no scheme of {sector.Name()}", 0);
            return null; // without a scheme nothing of the fields can be judged
        }

        var fields = new ProfileFields(section, scheme);
        fields.Read();
        var time = section.Has("time") ? section.Section("time") : null;
        var profile = new Profile(scheme, fields.ByName, fields.IgnoredPrefixes)
        {
            Name = name,
            Version = version,
            DefaultFor = ReadFormats(section),
            Models = [.. section.Texts("models")],
            Identity = Optional(section, "identity", ProfileNames.Identities),
            TimeOrigin = Optional(time, "from", ProfileNames.TimeOrigins),
            TimePrecision = Optional(time, "precision", ProfileNames.Precisions),
            AllowedLateness = time is not null && time.Has("lateness_s")
                ? TimeSpan.FromSeconds(time.Integer("lateness_s", 1, MaxLatenessSeconds))
                : null,
            JudgesReception = Optional(time, "judge_reception", ProfileNames.Booleans),
            Derived = fields.Derived,
            Attribution = Optional(section, "attribution", ProfileNames.Attributions),
            DeliveryWindows = ReadWindows(section),
        };
        if (profile.JudgesReception && !profile.DeliveryWindows.IsEmpty)
            time!.Fail("judge_reception", "is for a source that is always connected, and this one has delivery windows", 0);
        time?.RefuseUnread();
        section.RefuseUnread();
        return errors.Count == before ? profile : null;
    }

    private static T Optional<T>(YamlSection? section, string key, IReadOnlyDictionary<string, T> choices) where T : struct =>
        section is not null && section.Has(key) ? section.Choice(key, choices) : default;

    private static ImmutableArray<ForeignFormat> ReadFormats(YamlSection section)
    {
        var formats = ImmutableArray.CreateBuilder<ForeignFormat>();
        foreach (var name in section.Texts("default_for"))
        {
            if (ProfileNames.Formats.TryGetValue(name, out var format)) formats.Add(format);
            else section.Fail("default_for", $"{name} is none of {string.Join(", ", ProfileNames.Formats.Keys)}", 0);
        }
        return formats.ToImmutable();
    }

    private static ImmutableArray<DeliveryWindow> ReadWindows(YamlSection section)
    {
        if (!section.Has("delivery_windows")) return [];

        var windows = ImmutableArray.CreateBuilder<DeliveryWindow>();
        foreach (var entry in section.Sections("delivery_windows"))
        {
            windows.Add(new DeliveryWindow(ReadTime(entry, "from"), ReadTime(entry, "to")));
            entry.RefuseUnread();
        }
        return windows.ToImmutable();
    }

    private static TimeOnly ReadTime(YamlSection section, string key)
    {
        var text = section.Text(key);
        if (text.Length == 0) return default;
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : section.Fail(key, "must be a time of day such as \"05:30\"", default(TimeOnly));
    }
}
