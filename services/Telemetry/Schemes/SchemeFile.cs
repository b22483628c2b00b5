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
    public static Scheme? Read(string file, string yaml, List<string> errors)
    {
        var before = errors.Count;
        if (TryReadRoot(file, yaml, errors) is not { } root) return null;

        var section = new YamlSection(file, "", root, errors);
        var sector = section.Choice("sector", Sectors);
        var version = section.Integer("version", 1, int.MaxValue / NumbersOfSector);
        var indicators = new List<Indicator>();
        var inputs = new List<InputNames>();
        foreach (var entry in section.Sections("indicators"))
        {
            var indicator = ReadIndicator(entry, sector, inputs);
            if (indicators.Exists(other => other.Number == indicator.Number))
                entry.Fail("number", $"{indicator.Number} is taken by another indicator", 0);
            if (indicators.Exists(other => other.Code == indicator.Code))
                entry.Fail("code", $"{indicator.Code} is taken by another indicator", 0);
            indicators.Add(indicator);
        }
        section.RefuseUnread();
        foreach (var names in inputs) names.Resolve(indicators);

        return errors.Count == before
            ? new Scheme(sector, version, [.. indicators.OrderBy(indicator => indicator.Number)])
            : null;
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
