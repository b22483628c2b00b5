using System.Globalization;
using System.Text;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Support;

/// <summary>The schemes that a log names, in memory, and how a test writes one.</summary>
internal sealed class KnownSchemes : ISchemeTexts
{
    private readonly Dictionary<string, Scheme> _schemes = [];

    public Scheme Get(string sha256) => _schemes.TryGetValue(sha256, out var scheme)
        ? scheme
        : throw new InvalidDataException($"CORRUPT: no scheme {sha256}");

    public void Put(Scheme scheme) => _schemes[scheme.Text.Sha256] = scheme;

    /// <summary>The platform's own scheme of a sector with some indicators replaced or added, as a file says it.</summary>
    /// <param name="quality">The <c>quality</c> section of each, in YAML flow style; null for none.</param>
    public Scheme Put(Sector sector, int version, IEnumerable<(Indicator Indicator, string? Quality)> indicators, SchemeCatalog? held = null)
    {
        var yaml = new StringBuilder();
        yaml.AppendLine(CultureInfo.InvariantCulture, $"sector: {sector.Name()}").AppendLine(CultureInfo.InvariantCulture, $"version: {version}").AppendLine("indicators:");
        foreach (var (one, quality) in indicators)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - number: {one.Number}")
                .AppendLine(CultureInfo.InvariantCulture, $"    code: {one.Code}")
                .AppendLine(CultureInfo.InvariantCulture, $"    name: {{ vi: \"{one.NameVi}\", en: \"{one.NameEn}\" }}")
                .AppendLine(CultureInfo.InvariantCulture, $"    unit: {{ ucum: \"{one.UnitUcum}\", sdmx: {one.UnitSdmx} }}")
                .AppendLine(CultureInfo.InvariantCulture, $"    fail: [{one.FailSpan.Min:R}, {one.FailSpan.Max:R}]")
                .AppendLine(CultureInfo.InvariantCulture, $"    suspect: [{one.SuspectSpan.Min:R}, {one.SuspectSpan.Max:R}]")
                .AppendLine(CultureInfo.InvariantCulture, $"    period_s: {one.Period.TotalSeconds:R}")
                .AppendLine(CultureInfo.InvariantCulture, $"    device: {one.DeviceMethod.Name()}")
                .AppendLine(CultureInfo.InvariantCulture, $"    area: {one.AreaMethod.Name()}");
            if (one.WarnLimit is { } warn) yaml.AppendLine(CultureInfo.InvariantCulture, $"    warn: \"{warn}\"");
            if (quality is not null) yaml.AppendLine(CultureInfo.InvariantCulture, $"    quality: {quality}");
        }

        SchemeCatalog.Load().With([("test.yaml", yaml.ToString())], held).TryGet(sector, out var scheme);
        Put(scheme!);
        return scheme!;
    }
}
