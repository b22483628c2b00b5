using System.Text.RegularExpressions;
using SmartSectors.Telemetry.Cells;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>Reads one sector's scheme from YAML and holds its rules.</summary>
internal static partial class SchemeFile
{
    private const int NumbersOfSector = 1_000; // durable number = sector × 1,000 + serial, serials 1 … 999

    private static readonly Dictionary<string, Sector> Sectors = Enum.GetValues<Sector>().ToDictionary(sector => sector.Name());

    // Would make a native body ambiguous: `{"ts":…,"values":{…}}` is the timestamped form.
    private static readonly string[] ReservedCodes = ["TS", "VALUES"];

    /// <summary>The scheme, or null with at least one error added.</summary>
    /// <param name="carried">
    /// The schemes that the file builds upon: it replaces those of its sector's indicators that it names, adds others and
    /// leaves the rest; null where it stands alone.
    /// </param>
    /// <param name="held">The schemes that hold now, whose numbers and methods stand; null where none do.</param>
    public static Scheme? Read(string file, string yaml, List<string> errors, SchemeCatalog? carried = null, SchemeCatalog? held = null)
    {
        var before = errors.Count;
        if (TryReadRoot(file, yaml, errors) is not { } root) return null;

        if (yaml.Contains(SchemeText.Separator, StringComparison.Ordinal)) errors.Add($"{file}: has a control character");

        var section = new YamlSection(file, "", root, errors);
        var sector = section.Choice("sector", Sectors);
        var version = section.Integer("version", 1, int.MaxValue / NumbersOfSector);
        Scheme? below = null, holding = null;
        carried?.TryGet(sector, out below);
        held?.TryGet(sector, out holding);
        if (version <= below?.Version) section.Fail("version", $"must be over {below.Version}, the platform's own", 0);

        var own = new List<Indicator>();
        var inputs = new List<InputNames>();
        foreach (var entry in section.Sections("indicators"))
        {
            var indicator = ReadIndicator(entry, sector, inputs);
            if (own.Exists(other => other.Number == indicator.Number))
                entry.Fail("number", $"{indicator.Number} is taken by another indicator", 0);
            if (own.Exists(other => other.Code == indicator.Code))
                entry.Fail("code", $"{indicator.Code} is taken by another indicator", 0);
            if (below is not null) SchemeSuccession.Check(entry, indicator, below);
            if (holding is not null && holding != below) SchemeSuccession.Check(entry, indicator, holding);
            own.Add(indicator);
        }

        List<Indicator> all = [.. own, .. (below?.Indicators ?? []).Where(indicator => !own.Exists(other => other.Number == indicator.Number))];
        foreach (var names in inputs) names.Resolve(all);
        TravelSection.Read(section, all, below);
        section.RefuseUnread();
        foreach (var indicator in own) SchemeSuccession.CheckInputs(section, all.Find(one => one.Number == indicator.Number)!, below, holding);
        SchemeSuccession.CheckDerived(section, all, below, holding);
        if (errors.Count != before) return null;

        var text = below is null ? SchemeText.Of(yaml) : below.Text.With(yaml);
        return new Scheme(sector, version, [.. all.OrderBy(indicator => indicator.Number)], text);
    }

    /// <summary>A scheme from the text that one was kept as. Throws <see cref="SchemeException"/>.</summary>
    public static Scheme Read(SchemeText text)
    {
        var errors = new List<string>();
        SchemeCatalog? below = null;
        Scheme? scheme = null;
        foreach (var part in text.Parts)
        {
            scheme = Read(text.Sha256, part, errors, below);
            if (scheme is null) throw new SchemeException(errors);
            below = SchemeCatalog.Of([scheme]);
        }

        return scheme ?? throw new SchemeException([$"{text.Sha256}: is empty"]);
    }

    /// <summary>The mapping that a YAML text is, or null with an error added.</summary>
    internal static YamlMappingNode? TryReadRoot(string file, string yaml, List<string> errors)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return root;
            errors.Add($"{file}: must be one YAML document with a mapping");
        }
        catch (YamlException malformed)
        {
            errors.Add($"{file}:{malformed.Start.Line}: {malformed.Message}");
        }
        catch (InvalidOperationException malformed)
        {
            // YamlDotNet's scanner throws this one for some broken texts, such as a plain scalar in an open `[`.
            errors.Add($"{file}: is no YAML: {malformed.Message}");
        }
        return null;
    }

    private static Indicator ReadIndicator(YamlSection entry, Sector sector, List<InputNames> inputs)
    {
        var first = (int)sector * NumbersOfSector;
        var name = entry.Section("name");
        var unit = entry.Section("unit");
        var indicator = new Indicator(
            (ushort)entry.Integer("number", first + 1, first + NumbersOfSector - 1),
            sector,
            entry.Text("code"),
            name?.Text("vi") ?? "",
            name?.Text("en") ?? "",
            unit?.Text("ucum") ?? "",
            unit?.Text("sdmx") ?? "",
            entry.Span("fail"),
            entry.Span("suspect"),
            TimeSpan.FromSeconds(entry.Integer("period_s", 0, 31 * 86_400)),
            entry.Limit("warn"),
            entry.Limit("crit"),
            entry.Choice("device", MethodNames.DeviceMethods),
            entry.Choice("area", MethodNames.AreaMethods));
        indicator = indicator with { Quality = QualitySection.Read(entry, indicator.SuspectSpan, indicator.FailSpan, indicator.Period) };
        if (InputNames.Read(entry, indicator) is { } names) inputs.Add(names);
        name?.RefuseUnread();
        unit?.RefuseUnread();
        entry.RefuseUnread();

        if (indicator.Code.Length > 0 && !CodeForm().IsMatch(indicator.Code))
            entry.Fail("code", "must be 1 to 64 of A-Z, 0-9 and _, with a letter first", 0);
        if (ReservedCodes.Contains(indicator.Code))
            entry.Fail("code", $"{indicator.Code} is a word of the native body", 0);
        if (!indicator.FailSpan.Holds(indicator.SuspectSpan))
            entry.Fail("suspect", "must lie inside fail", 0);
        if (indicator.AreaMethod is AreaMethod.ShareBreach && indicator.WarnLimit is not { IsInstant: true })
            entry.Fail("area", "share_breach needs a warn limit to breach that each value tells", 0);
        if (indicator.DeviceMethod is DeviceMethod.Leq && !Decibels.Span.Holds(indicator.FailSpan))
            entry.Fail("device", $"leq needs a fail span within {Decibels.Span.Min} and {Decibels.Span.Max} dB", 0);
        return indicator;
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}
