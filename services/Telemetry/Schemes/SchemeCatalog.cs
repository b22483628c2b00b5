using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>The schemes of all sectors. Immutable, so readers share one without locks.</summary>
public sealed class SchemeCatalog
{
    private static readonly Lazy<SchemeCatalog> Embedded = new(() =>
        Parse(EmbeddedText.Names("Schemes").Select(name => (Path.GetFileName(name), EmbeddedText.Read(name)))));

    private readonly Scheme?[] _bySector;
    private readonly Indicator?[] _byNumber;

    private SchemeCatalog(ImmutableArray<Scheme> schemes)
    {
        Schemes = schemes;
        Version = schemes.Sum(scheme => scheme.Version);
        _bySector = new Scheme?[(int)Enum.GetValues<Sector>().Max() + 1];
        _byNumber = new Indicator?[schemes.SelectMany(scheme => scheme.Indicators).Max(indicator => indicator.Number) + 1];
        foreach (var scheme in schemes)
        {
            _bySector[(int)scheme.Sector] = scheme;
            foreach (var indicator in scheme.Indicators) _byNumber[indicator.Number] = indicator;
        }
    }

    /// <summary>The sum of the schemes' versions: it grows with every change of any of them.</summary>
    public int Version { get; }

    /// <summary>In the order of the sectors' numbers.</summary>
    public ImmutableArray<Scheme> Schemes { get; }

    /// <summary>The schemes that this build carries; one shared instance.</summary>
    public static SchemeCatalog Load() => Embedded.Value;

    /// <summary>Reads and checks schemes. Throws <see cref="SchemeException"/> with every error of every file.</summary>
    /// <param name="files">File name, for the errors, and YAML text; one sector a file.</param>
    public static SchemeCatalog Parse(IEnumerable<(string Name, string Yaml)> files)
    {
        var errors = new List<string>();
        var schemes = Read(files, errors);
        if (errors.Count == 0 && schemes.Count == 0) errors.Add("there is no scheme");
        return errors.Count > 0 ? throw new SchemeException(errors) : Of(schemes);
    }

    /// <summary>
    /// These schemes with files of an operator's own, each of which replaces some indicators of its sector or adds others.
    /// Throws <see cref="SchemeException"/> with every error of every file.
    /// </summary>
    /// <param name="files">File name, for the errors, and YAML text; one sector a file.</param>
    /// <param name="held">The schemes that hold now, which the new ones follow; null where none do yet.</param>
    public SchemeCatalog With(IEnumerable<(string Name, string Yaml)> files, SchemeCatalog? held = null)
    {
        var errors = new List<string>();
        var own = Read(files, errors, this, held);
        var all = Of([.. own, .. Schemes.Where(scheme => !own.Exists(other => other.Sector == scheme.Sector))]);
        if (errors.Count == 0 && held is not null)
        {
            errors.AddRange(SchemeSuccession.Check(held, all));
            foreach (var carried in Schemes.Where(scheme => !own.Exists(other => other.Sector == scheme.Sector)))
            {
                if (held.TryGet(carried.Sector, out var before)) errors.AddRange(SchemeSuccession.CheckCarried(before, carried));
            }
        }

        return errors.Count > 0 ? throw new SchemeException(errors) : all;
    }

    /// <summary>These schemes, each as it holds elsewhere where it does.</summary>
    public SchemeCatalog With(IReadOnlyCollection<Scheme> holding) =>
        Of([.. holding, .. Schemes.Where(scheme => holding.All(other => other.Sector != scheme.Sector))]);

    internal static SchemeCatalog Of(IEnumerable<Scheme> schemes) => new([.. schemes.OrderBy(scheme => scheme.Sector)]);

    private static List<Scheme> Read(
        IEnumerable<(string Name, string Yaml)> files, List<string> errors, SchemeCatalog? carried = null, SchemeCatalog? held = null)
    {
        var schemes = new List<Scheme>();
        foreach (var (name, yaml) in files)
        {
            if (SchemeFile.Read(name, yaml, errors, carried, held) is not { } scheme) continue;
            if (schemes.Exists(other => other.Sector == scheme.Sector))
                errors.Add($"{name}: sector: another file has the sector {scheme.Sector.Name()} already");
            else schemes.Add(scheme);
        }

        return schemes;
    }

    /// <summary>Finds a sector's scheme.</summary>
    public bool TryGet(Sector sector, [MaybeNullWhen(false)] out Scheme scheme)
    {
        scheme = (int)sector < _bySector.Length ? _bySector[(int)sector] : null;
        return scheme is not null;
    }

    /// <summary>Finds an indicator by its durable number.</summary>
    public bool TryGet(ushort number, [MaybeNullWhen(false)] out Indicator indicator)
    {
        indicator = number < _byNumber.Length ? _byNumber[number] : null;
        return indicator is not null;
    }

    /// <summary>Finds an indicator by its sector and its code in any case.</summary>
    public bool TryGet(Sector sector, string code, [MaybeNullWhen(false)] out Indicator indicator)
    {
        indicator = null;
        return TryGet(sector, out var scheme) && scheme.TryGet(code, out indicator);
    }
}
