using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SmartSectors.Telemetry.Areas;

/// <summary>The administrative areas of one state of the law. Immutable, so readers share one without locks.</summary>
public sealed class AreaCatalog
{
    /// <summary>The nation's code.</summary>
    public const string NationCode = "VN";

    /// <summary>The code of the nation's pseudo child that holds the sites without a commune.</summary>
    public const string UnassignedCode = "unassigned";

    private const string UnassignedSuffix = "-" + UnassignedCode;

    // The newest folder of master data; a reader of older data would choose by date.
    private const string CurrentState = "2026-04-30";

    private static readonly Lazy<AreaCatalog> Current = new(() => AreaFiles.Read(CurrentState));

    private readonly FrozenDictionary<string, Area> _byCode;
    private readonly FrozenDictionary<string, ImmutableArray<Area>> _communesByProvince;

    internal AreaCatalog(DateOnly validFrom, ImmutableArray<Area> provinces, ImmutableArray<Area> communes)
    {
        ValidFrom = validFrom;
        Provinces = provinces;
        Communes = communes;
        UnassignedOfProvinces = [.. provinces.Select(province => new Area(
            UnassignedCodeOf(province.Code), $"{province.NameVi}: {Unassigned.NameVi}", $"{province.NameEn}: {Unassigned.NameEn}",
            AreaKind.Unassigned, province.Code, null))];
        _byCode = provinces.Concat(communes).Concat(UnassignedOfProvinces).Append(Nation).Append(Unassigned)
            .ToFrozenDictionary(area => area.Code, StringComparer.Ordinal);
        _communesByProvince = communes.GroupBy(commune => commune.Parent!)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>The day from which this state of the areas is in force.</summary>
    public DateOnly ValidFrom { get; }

    /// <summary>Vietnam.</summary>
    public Area Nation { get; } = new(NationCode, "Việt Nam", "Viet Nam", AreaKind.Nation, null, null);

    /// <summary>The sites without a commune, a pseudo child of the nation.</summary>
    public Area Unassigned { get; } =
        new(UnassignedCode, "Chưa phân bổ", "Unassigned", AreaKind.Unassigned, NationCode, null);

    /// <summary>In the order of their codes.</summary>
    public ImmutableArray<Area> Provinces { get; }

    /// <summary>In the order of their codes.</summary>
    public ImmutableArray<Area> Communes { get; }

    /// <summary>What each province has that none of its communes has: vehicles, counted where they were. In the order of the provinces.</summary>
    public ImmutableArray<Area> UnassignedOfProvinces { get; }

    /// <summary>The areas in force; one shared instance.</summary>
    public static AreaCatalog Load() => Current.Value;

    /// <summary>Finds the nation, a province, a commune or an unassigned part.</summary>
    public bool TryGet(string code, [MaybeNullWhen(false)] out Area area) => _byCode.TryGetValue(code, out area);

    /// <summary>Finds a commune only.</summary>
    public bool TryGetCommune(string code, [MaybeNullWhen(false)] out Area commune) =>
        _byCode.TryGetValue(code, out commune) && commune.Kind is AreaKind.Ward or AreaKind.Commune or AreaKind.SpecialZone;

    /// <summary>The code of a province's part that is in none of its communes, such as <c>79-unassigned</c>.</summary>
    public static string UnassignedCodeOf(string provinceCode) => provinceCode + UnassignedSuffix;

    /// <summary>The province whose part a code of <see cref="UnassignedCodeOf"/> names; null for any other code.</summary>
    public static string? ProvinceOfUnassigned(string code) =>
        code.Length == 2 + UnassignedSuffix.Length && code.EndsWith(UnassignedSuffix, StringComparison.Ordinal) ? code[..2] : null;

    /// <summary>The parts of an area, whose sum it is: its unassigned part is the last. None for a commune.</summary>
    public IEnumerable<Area> ChildrenOf(Area area) => area.Kind switch
    {
        AreaKind.Nation => Provinces.Append(Unassigned),
        AreaKind.City or AreaKind.Province => CommunesOf(area.Code).Append(_byCode[UnassignedCodeOf(area.Code)]),
        _ => [],
    };

    /// <summary>Whether an area holds what counts at a place.</summary>
    /// <param name="area">Any area's code.</param>
    /// <param name="place">A commune's code, a province's for what roams in it, or nothing where neither is known.</param>
    public bool Holds(string area, string? place) =>
        area == NationCode
        || (string.IsNullOrEmpty(place) ? area == UnassignedCode
            : area == place
            || (TryGetCommune(place, out var commune) ? area == commune.Parent : area == UnassignedCodeOf(place)));

    /// <summary>The communes of a province in the order of their codes; none for a code that is no province.</summary>
    public ImmutableArray<Area> CommunesOf(string provinceCode) =>
        _communesByProvince.TryGetValue(provinceCode, out var communes) ? communes : [];
}
